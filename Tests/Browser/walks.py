"""The web utility as a person uses it, page by page."""

import hashlib
import http.client
import json
import re
import socket
import time
import urllib.parse

from cases import case
from counterparts import ADMIN_PASSWORD, USER_PASSWORD, authority
from playwright.sync_api import expect

PROFILE = """<?xml version="1.0"?>
<flat-profile>
<Resync_Periodic>7200</Resync_Periodic>
<Station_Name>Front desk</Station_Name>
<Display_Name_1_ ua="rw">Reception</Display_Name_1_>
<GPP_A>one &amp; two</GPP_A>
<Resync_Random_Dely>2</Resync_Random_Dely>
</flat-profile>
"""
TABS = ["System", "SIP", "Provisioning", "Regional", "Phone", "User", "Att Console", "TR-069"]


def log_in(page, phone, account="admin", path="/login"):
    page.goto(phone.url + path)
    page.get_by_label("User name").fill(account)
    page.get_by_label("Password", exact=True).fill(ADMIN_PASSWORD if account == "admin" else USER_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def end_session(eyes, phone):
    """What the phone has forgotten, the browser still has a cookie of."""
    cookies = [each for each in eyes.context.cookies() if re.fullmatch("onhook_[0-9a-f]+", each["name"])]
    assert len(cookies) == 1, cookies
    eyes.context.add_cookies([{"name": cookies[0]["name"], "value": "forgotten", "url": phone.url}])


def submit(page):
    page.get_by_role("button", name="Submit All Changes").click()


def resync(page, rule=None):
    if rule is not None:
        page.get_by_label("One-time profile rule").fill(rule)
    page.get_by_role("button", name="Resync now").click()


def attempts(bench, page, count):
    """Waits until that many attempts are listed; without scripts by reloading, as a person does."""
    while not bench.scripts and page.locator(".attempt").count() < count:
        page.get_by_role("link", name="Reload").click()
    expect(page.locator(".attempt")).to_have_count(count)
    while not bench.scripts and page.locator(".running").count():
        page.get_by_role("link", name="Reload").click()
    expect(page.locator(".running")).to_have_count(0)


def notice(page):
    return page.locator(".notice[role=status]")


def section(page, title):
    return page.get_by_role("region", name=title, exact=True)


def value_of(page, title, label):
    """What stands beside a label in a section."""
    return section(page, title).locator(f"dt:text-is('{label}') + dd")


def open_when(page, url, text):
    """Opens a page as soon as the text is in it."""
    wait_until(lambda: text in page.request.get(url).text(), f"{text} on {url}")
    return page.goto(url)


def wait_until(holds, what, seconds=60):
    """Waits for what no locator can wait for. Counted by the clock: a fast machine asks more often, not shorter."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"in {seconds} s there was no {what}"
        time.sleep(0.05)


def error_of(page, name):
    return page.locator(f"[id='{name}-error']")


# The way in


@case("scripts")
def a_new_phone_asks_for_passwords_and_refuses_weak_ones(bench):
    phone, eyes = bench.phone(), bench.eyes()
    page = eyes.page
    page.goto(phone.url)
    assert page.url == phone.url + "/setup", page.url
    eyes.look("setup")
    page.get_by_label("Admin New Password").fill("weak")
    page.get_by_label("Admin Confirm Password").fill("weak")
    page.get_by_role("button", name="Set passwords").click()
    expect(error_of(page, "admin_password")).to_contain_text(
        "Use at least 8 characters. Use at least 3 of these")
    expect(page).to_have_title(re.compile("^Error: Set Password – CP-8841-3PCC – Onhook$"))
    eyes.look("setup-refused")
    page.get_by_label("Admin New Password").fill(ADMIN_PASSWORD)
    page.get_by_label("Admin Confirm Password").fill(ADMIN_PASSWORD + "x")
    page.get_by_role("button", name="Set passwords").click()
    expect(error_of(page, "admin_password_confirm")).to_contain_text("The two passwords differ.")
    page.get_by_label("Admin New Password").fill(ADMIN_PASSWORD)
    page.get_by_label("Admin Confirm Password").fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Set passwords").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Status")
    expect(notice(page)).to_contain_text("The passwords are set.")
    eyes.look("status-new")
    page.goto(phone.url + "/setup")
    assert page.url == phone.url + "/status", "set up once"


@case("scripts")
def logging_out_and_in_again(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    page.goto(phone.url + "/voice/sip?x=1")
    assert page.url.startswith(phone.url + "/login?next="), page.url
    eyes.look("login")
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("User name or password is wrong.")
    expect(page.get_by_label("User name")).to_have_value("admin")
    eyes.look("login-refused")
    page.get_by_label("Password", exact=True).fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SIP")
    assert page.url == phone.url + "/voice/sip?x=1", page.url
    page.get_by_role("button", name="Log out").click()
    expect(notice(page)).to_contain_text("You are logged out.")
    page.goto(phone.url + "/status")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    page.goto(phone.url + "/nowhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    eyes.look("not-found-visitor")


@case()
def guessing_is_slowed_down(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    page.goto(phone.url + "/login")
    for _ in range(8):
        page.get_by_label("User name").fill("admin")
        page.get_by_label("Password", exact=True).fill("guess")
        page.get_by_role("button", name="Log in").click()
        if "Too many attempts" in page.get_by_role("alert").inner_text():
            break
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"Wait \d+ seconds?, then try again\."))
    eyes.look("login-throttled")
    # When the wait is over, the right password is let in.
    while page.get_by_role("heading", level=1).inner_text() != "Status":
        page.get_by_label("Password", exact=True).fill(ADMIN_PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.wait_for_load_state()


@case()
def a_session_ends_when_nobody_does_anything(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    phone.set(Session_Idle_Timeout="1")
    page.goto(phone.url + "/voice/provisioning")
    while page.get_by_role("heading", level=1).inner_text() != "Log in":
        # A request within the second keeps the session: ask again only after the page says that one has passed.
        page.evaluate("new Promise((done) => setTimeout(done, 1100))")
        page.goto(phone.url + "/voice/provisioning")
    expect(notice(page)).to_contain_text("Your session has ended.")
    eyes.look("login-ended")
    phone.set(Session_Idle_Timeout="0", Session_Max_Timeout="0")
    log_in(page, phone)
    page.goto(phone.url + "/voice/sip")
    expect(page.get_by_role("heading", level=1)).to_have_text("SIP")


@case("scripts")
def the_password_is_changed(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.get_by_role("link", name="Change password").click()
    eyes.look("password")
    page.get_by_label("Old Password").fill("wrong")
    for label in ("New Password", "Confirm New Password"):
        page.get_by_label(label, exact=True).fill("Another-one-9")
    page.get_by_role("button", name="Submit").click()
    expect(error_of(page, "old_password")).to_contain_text("The old password is wrong.")
    eyes.look("password-refused")
    page.get_by_label("Old Password").fill(ADMIN_PASSWORD)
    for label in ("New Password", "Confirm New Password"):
        page.get_by_label(label, exact=True).fill("Another-one-9")
    page.get_by_role("button", name="Submit").click()
    expect(notice(page)).to_contain_text("Password has been changed successfully.")


# Voice > Provisioning


@case("scripts")
def a_faulty_field_loses_nothing(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.get_by_role("link", name="Provisioning", exact=True).click()
    eyes.look("provisioning")
    before = phone.revision()
    page.get_by_label("Forced Resync Delay", exact=True).fill("99999")
    page.get_by_label("Resync Periodic", exact=True).fill("  7200")
    page.get_by_label("Resync From SIP", exact=True).select_option("No")
    page.get_by_label("GPP A", exact=True).fill('"<b>&amp;\'')
    submit(page)
    expect(error_of(page, "Forced_Resync_Delay")).to_contain_text(
        "Forced Resync Delay must be a whole number of seconds from 0 to 65535")
    expect(page.get_by_label("Forced Resync Delay", exact=True)).to_have_value("99999")
    expect(page.get_by_label("Resync Periodic", exact=True)).to_have_value("  7200")
    expect(page.get_by_label("Resync From SIP", exact=True)).to_have_value("No")
    expect(page.get_by_label("GPP A", exact=True)).to_have_value('"<b>&amp;\'')
    expect(page.get_by_role("alert")).to_be_focused()
    assert phone.revision() == before, "something was stored"
    assert phone.value("GPP_A") == "", "something was stored"
    eyes.look("provisioning-refused")
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Forced Resync Delay", exact=True)).to_be_focused() if bench.scripts else None
    page.get_by_label("Forced Resync Delay", exact=True).fill("60")
    submit(page)
    expect(notice(page)).to_contain_text(f"4 changes are stored as revision {before + 1}.")
    assert phone.value("GPP_A") == '"<b>&amp;\''
    assert phone.value("Resync_Periodic") == "7200"
    eyes.look("provisioning-stored")
    submit(page)
    expect(notice(page)).to_contain_text("Nothing was different, so nothing was stored.")
    assert phone.revision() == before + 1


@case("scripts")
def undoing_all_changes_brings_back_what_is_stored(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    field = page.get_by_label("Resync Periodic", exact=True)
    field.fill("7200")
    if bench.scripts:
        expect(page.locator("[data-unsaved-hint]")).to_have_text("1 edit on this page is not saved")
        page.get_by_label("Provision Enable", exact=True).select_option("No")
        expect(page.locator("[data-unsaved-hint]")).to_have_text("2 edits on this page are not saved")
        eyes.look("provisioning-unsaved")
    page.get_by_role("button", name="Undo All Changes").click()
    expect(field).to_have_value("3600")
    expect(page.get_by_label("Provision Enable", exact=True)).to_have_value("Yes")


@case()
def leaving_with_unsaved_changes_is_asked_about(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page, asked = eyes.page, []
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("Resync Periodic", exact=True).fill("7200")
    page.get_by_role("link", name="History", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("History")
    assert asked == ["beforeunload"], asked
    page.goto(phone.url + "/voice/provisioning")
    page.get_by_label("Resync Periodic", exact=True).fill("7200")
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    assert asked == ["beforeunload"], "nobody is asked when submitting"


@case("scripts")
def a_rule_is_checked_before_it_is_stored(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("Profile Rule", exact=True).fill("($MA eq )? http://x/$MA.xml")
    submit(page)
    expect(error_of(page, "Profile_Rule")).to_contain_text(re.compile("Profile Rule, column \\d+"))
    expect(page.get_by_label("Profile Rule", exact=True)).to_have_value("($MA eq )? http://x/$MA.xml")
    eyes.look("rule-refused")
    resync(page, "htps://192.0.2.1/$MA.xml [")
    expect(error_of(page, "resync-rule")).to_be_visible()
    expect(page.get_by_label("One-time profile rule")).to_have_value("htps://192.0.2.1/$MA.xml [")
    eyes.look("one-time-rule-refused")


@case("scripts")
def a_secret_never_comes_back(bench):
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/phone")
    field = page.locator("input[type=password]").first
    name = field.get_attribute("name")
    field.fill("Top-Secret-1")
    submit(page)
    expect(notice(page)).to_contain_text("stored as revision")
    seen = []
    for path in ["/status", "/history", f"/history/{phone.revision()}", "/voice/phone", "/voice/system", "/voice/sip",
                 "/voice/ext/1", "/voice/user", "/admin/cfg.xml", "/api/v1/parameters", "/api/v1/revisions"]:
        text = page.request.get(phone.url + path).text()
        for secret in ("Top-Secret-1", ADMIN_PASSWORD, USER_PASSWORD, "scrypt"):
            if secret in text:
                seen.append(f"{secret} in {path}")
    assert not seen, seen
    # A form that comes back faulty does not hold it either, and says so.
    page.goto(phone.url + "/voice/phone?view=advanced&sections=open")
    page.locator(f"[id='{name}']").fill("Top-Secret-2")
    faulty = page.locator("input[inputmode=numeric]").first
    faulty.fill("x")
    submit(page)
    expect(page.locator(f"[id='{name}-remark']")).to_contain_text("enter it once more")
    assert "Top-Secret-2" not in page.content()
    eyes.look("secret-untold", axe=False)
    page.get_by_role("button", name="Undo All Changes").click()
    page.locator(f"[name='{name}.clear']").check()
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    expect(page.locator(".field", has=page.locator(f"[id='{name}']"))).to_contain_text("Not set.")


# Resync


@case("scripts")
def a_rule_is_entered_and_the_phone_resyncs(bench):
    server = bench.profiles({"000e08aabbcc.xml": PROFILE})
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("Profile Rule", exact=True).fill(f"(\"$PN\" eq \"other\")? http://192.0.2.1/ | {server.url}/$MA.xml")
    page.get_by_label("Resync Periodic", exact=True).fill("0")
    submit(page)
    expect(notice(page)).to_contain_text("2 changes are stored")
    resync(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Status")
    attempts(bench, page, 1)
    expect(page.locator("[data-summary]")).to_contain_text("The last resync succeeded: 4 parameters changed.")
    page.locator("#attempt-1 > summary").click()
    story = page.locator("#attempt-1 .story")
    for text in ("Rule as written", "$MA.xml", f"{server.url}/000e08aabbcc.xml", "chosen", "200", "Front desk",
                 "Resync_Random_Delay", "Line 7", f"Revision {phone.revision()}"):
        expect(story).to_contain_text(text)
    expect(page.locator("dd", has_text="Succeeded")).to_be_visible()
    eyes.look("status-story")
    story.get_by_role("link", name=f"Revision {phone.revision()}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Revision {phone.revision()}")
    expect(page.get_by_role("row", name=re.compile("GPP A"))).to_contain_text("one & two")
    eyes.look("revision")
    page.get_by_role("link", name="All revisions").click()
    expect(page.get_by_role("row")).to_have_count(phone.revision() + 1)
    expect(page.get_by_role("row").nth(1)).to_contain_text(f"{server.url}/000e08aabbcc.xml")
    eyes.look("history")
    page.get_by_role("link", name="Provisioning", exact=True).click()
    expect(page.get_by_label("Resync Periodic", exact=True)).to_have_value("7200")
    page.locator(".field", has=page.locator("#Resync_Periodic")).locator("summary").click()
    expect(page.locator(".field", has=page.locator("#Resync_Periodic"))).to_contain_text("000e08aabbcc.xml, line 3")
    eyes.look("provisioning-used")


@case()
def status_follows_a_resync_that_takes_its_time(bench):
    gate = bench.gate(PROFILE)
    server = bench.profiles({}, gate)
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page, fetches = eyes.page, []
    page.on("request", lambda request: fetches.append(1) if request.url.endswith("/status/live") else None)
    log_in(page, phone, path="/login?next=/voice/provisioning")
    resync(page, f"{server.url}/slow/$MA.xml")
    expect(page.locator(".running")).to_contain_text(f"fetching {server.url}/slow/000e08aabbcc.xml")
    expect(page.locator("[data-summary]")).to_have_text("A resync is running.")
    eyes.look("status-running")
    asked = len(fetches)
    gate.opened.set()
    expect(page.locator("#attempt-1")).to_be_visible()
    expect(page.locator(".running")).to_have_count(0)
    expect(page.locator("[data-announcer]")).to_contain_text("The last resync succeeded: 4 parameters changed.")
    page.locator("#attempt-1 > summary").click()
    page.locator("#attempt-1 > summary").focus()
    assert len(fetches) - asked <= 2, f"{len(fetches) - asked} fetches for one ending"
    # What was unfolded stays so, and the focus stays, while the part is fetched anew.
    phone.ask("POST", "/api/v1/resync", b"{}")
    phone.set(Resync_Periodic="5000")
    expect(page.locator("dt:text-is('Next resync') + dd time[data-countdown]")).to_be_visible()
    expect(page.locator("#attempt-1")).to_have_attribute("open", "")
    assert page.evaluate("document.activeElement.parentElement.id") == "attempt-1"


@case()
def status_without_scripts_shows_a_running_resync(bench):
    bench.scripts = False
    gate = bench.gate(PROFILE)
    server = bench.profiles({}, gate)
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    resync(page, f"{server.url}/slow/$MA.xml")
    gate.arrived.wait(20)
    page.get_by_role("link", name="Reload").click()
    expect(page.locator(".running")).to_contain_text("fetching")
    gate.opened.set()
    attempts(bench, page, 1)
    expect(page.locator("[data-summary]")).to_contain_text("succeeded")


@case("scripts")
def a_resync_that_fails_says_why(bench):
    server = bench.profiles({
        "page.xml": "<!DOCTYPE html>\n<html><head><title>It works!</title></head><body>Welcome</body></html>\n",
        "broken.xml": "<flat-profile>\n<GPP_A>a & b</GPP_A>\n</flat-profile>\n"})
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    for number, (name, outcome, sentence) in enumerate([
            ("none.xml", "B", "404"), ("page.xml", "B", "HTML"), ("broken.xml", "B", "line 2")], 1):
        page.goto(phone.url + "/voice/provisioning")
        resync(page, f"{server.url}/{name}")
        attempts(bench, page, number)
        expect(page.locator("[data-summary]")).to_contain_text("The last resync failed")
        expect(page.locator("[data-summary]")).not_to_contain_text("..")
        attempt = page.locator(f"#attempt-{number}")
        expect(attempt.locator(f".badge-{outcome}")).to_be_visible()
        attempt.locator("> summary").click()
        expect(attempt.locator(".error")).to_contain_text(sentence)
        expect(attempt).to_contain_text("No resync follows by itself.")
    page.goto(phone.url + "/voice/provisioning")
    resync(page, "http://127.0.0.1:1/x.xml")
    attempts(bench, page, 4)
    expect(page.locator("#attempt-4 .badge-C")).to_be_visible()
    page.locator("#attempt-4 > summary").click()
    page.locator("#attempt-3 > summary").click()
    eyes.look("status-failed")
    page.goto(phone.url + "/voice/provisioning")
    expect(page.locator(".resync .facts .badge-C")).to_be_visible()
    eyes.look("provisioning-failed", axe=False)
    page.get_by_role("link", name="See the whole story").click()
    assert page.url.endswith("/status#attempt-4"), page.url
    if bench.scripts:
        expect(page.locator("#attempt-4")).to_have_attribute("open", "")


@case()
def a_resync_is_not_offered_where_it_is_switched_off(bench):
    phone, eyes = bench.phone().set_up().set(Provision_Enable="No"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    expect(page.get_by_role("button", name="Resync now")).to_have_count(0)
    expect(page.get_by_role("region", name="Resync")).to_contain_text("Provision Enable is No")
    eyes.look("provisioning-off", axe=False)


# The other tabs


@case()
def every_tab_is_there_and_submitting_it_unchanged_changes_nothing(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice?view=advanced")
    main = page.get_by_role("navigation", name="Main")
    labels = main.get_by_role("list", name="Voice").get_by_role("link").all_inner_texts()
    lines = [label for label in labels if label.startswith("Ext ")]
    assert [label for label in labels if label not in lines] == TABS, labels
    assert len(lines) == 10 and lines[0] == "Ext 1" and lines[-1] == "Ext 10", lines
    before = phone.revision()
    for label in labels:
        main.get_by_role("link", name=label, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(label)
        expect(page.get_by_role("navigation", name="Main").locator("[aria-current=page]")).to_have_text(label)
        if label not in lines[1:]:
            eyes.look("tab-" + label.lower().replace(" ", "-"), axe="once")
        submit(page)
        expect(notice(page)).to_contain_text("Nothing was different, so nothing was stored.")
    assert phone.revision() == before


@case("scripts")
def the_webex_section_tells_how_far_onboarding_is(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/phone")
    section = page.locator("details.section", has=page.get_by_role("heading", name="Webex"))
    labels = section.locator(".field > label").all_inner_texts()
    assert labels[:3] == ["Onboard Enable", "Directory Enable", "Directory Name"], labels
    expect(section.locator(".onboarding")).to_contain_text("Not onboarded")
    section.get_by_label("Onboard Enable").select_option("No")
    section.get_by_label("Directory Name").fill("Colleagues")
    submit(page)
    expect(notice(page)).to_contain_text("2 changes are stored")
    expect(section.locator(".onboarding")).to_contain_text("Switched off")
    assert phone.value("Webex_Directory_Name") == "Colleagues"


@case("scripts")
def the_account_user_gets_what_its_access_allows(bench):
    server = bench.profiles({"a.xml": "<flat-profile><Station_Name ua='ro'>Front desk</Station_Name>"
                                      "<Display_Name_1_ ua='rw'>Reception</Display_Name_1_>"
                                      "<GPP_B>hidden-from-user</GPP_B></flat-profile>"})
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    phone.ask("POST", "/api/v1/resync", json.dumps({"rule": f"{server.url}/a.xml"}).encode())
    page = eyes.page
    log_in(page, phone, "user")
    expect(page.get_by_role("link", name="History", exact=True)).to_have_count(0)
    page.locator("#attempt-1 > summary").click()
    expect(page.locator("#attempt-1")).not_to_contain_text("hidden-from-user")
    expect(page.locator("#attempt-1")).not_to_contain_text("Rule as written")
    eyes.look("user-status", axe=False)
    page.get_by_role("link", name="Ext 1", exact=True).click()
    page.get_by_label("Display Name", exact=True).fill("Doorman")
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    eyes.look("user-ext-1")
    page.get_by_role("link", name="Phone", exact=True).click()
    expect(page.locator("output#Station_Name")).to_have_text("Front desk")
    expect(page.locator("input#Station_Name")).to_have_count(0)
    eyes.look("user-phone")
    page.goto(phone.url + "/voice/provisioning")
    expect(page.get_by_role("button", name="Resync now")).to_be_visible()
    expect(page.get_by_label("One-time profile rule")).to_have_count(0)
    eyes.look("user-provisioning")
    assert "GPP_B" not in page.content() and "hidden-from-user" not in page.content()
    page.goto(phone.url + "/history")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not allowed")
    eyes.look("not-allowed")
    phone.set(User_Configurable_Resync="No")
    page.goto(phone.url + "/status")
    expect(page.get_by_role("link", name="Provisioning", exact=True)).to_have_count(0)


# Info


SECTIONS = ["Provisioning Status", "System Information", "IPv4 Information", "IPv6 Information", "DHCP Information",
            "Reboot History", "Product Information", "Downloaded Locale Package", "Phone Status", "Dot1x Authentication",
            "Ext 1 to 10 Status", "Call Status", "Paging Status", "TR-069 Status", "PRT Status", "Custom CA Status"]
LOAD = "sip88xx.12-0-8MPP0001-1"


@case("scripts")
def status_tells_everything_in_the_order_of_the_phone(bench):
    hooks = bench.programs(display="exit 0", lamp="echo no lamp here >&2; exit 3")
    server = bench.profiles({"a.xml": PROFILE, "ca.pem": authority("Example Voice Root")})
    phone, eyes = bench.phone("--hooks", hooks).set_up(), bench.eyes()
    page = eyes.page
    phone.command("dhcp-event", "--interface", "lo", "--option", f"66={server.url}", "--option", "150=ip:0.0.0.0")
    for _ in range(6):
        phone.command("resync", f"{server.url}/none.xml", status=1)
    phone.command("resync", f"{server.url}/a.xml")
    phone.command("updateca", f"{server.url}/ca.pem")
    phone.command("problem-report", "no dial tone")
    phone.command("hooks", "run", status=1)
    log_in(page, phone)
    assert page.locator("main h2").all_inner_texts() == [*SECTIONS, "Hooks"]
    contents = page.get_by_role("navigation", name="Sections of this page").get_by_role("link")
    assert contents.all_inner_texts() == [*SECTIONS, "Hooks"]
    contents.last.click()
    expect(page.get_by_role("heading", name="Hooks")).to_be_in_viewport()
    for title, label, text in [
            ("DHCP Information", "Provisioning Server", server.url),
            ("DHCP Information", "Option 150 (TFTP server addresses)", "no server has the address 0.0.0.0"),
            ("Reboot History", "Reboot Reason 1", "none"), ("Product Information", "Customization", "Open"),
            ("Phone Status", "Upgrade Status", "none"), ("PRT Status", "PRT Upload Status", "Kept on the phone"),
            ("Custom CA Status", "Custom CA Info", 'Installed "Example Voice Root"'),
            ("Hooks", "display", "Told of revision"), ("Hooks", "lamp", "no lamp here")]:
        expect(value_of(page, title, label)).to_contain_text(text)
    # Five attempts are seen at once, the earlier ones are folded away.
    expect(page.locator("#attempt-7")).to_contain_text("asked for by root (command line)")
    expect(page.locator("#attempt-3")).to_be_visible()
    expect(page.locator("#attempt-2")).to_be_hidden()
    page.get_by_text("2 earlier attempts").click()
    expect(page.locator("#attempt-2")).to_be_visible()
    eyes.look("status-full")
    if bench.scripts:
        phone.command("resync", f"{server.url}/none.xml", status=1)
        expect(page.locator("#attempt-8")).to_be_visible()
        expect(page.get_by_text("3 earlier attempts")).to_be_visible()
        expect(page.locator("#attempt-2")).to_be_visible()
        page.goto(phone.url + "/voice")
        page.goto(phone.url + "/status#attempt-1")
        expect(page.locator("#attempt-1 .story")).to_be_in_viewport()


@case("scripts")
def debug_info_packs_a_problem_report(bench):
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.get_by_role("link", name="Debug Info").click()
    expect(page.get_by_role("navigation", name="Main").locator("[aria-current=page]")).to_have_text("Debug Info")
    assert page.locator("main h2").all_inner_texts() == [
        "Console Logs", "Problem Reports", "Packet Capture", "Reboot", "Factory Reset"]
    expect(value_of(page, "Problem Reports", "PRT Generation Status")).to_have_text("none")
    expect(page.get_by_text("Prt file")).to_have_count(0)
    eyes.look("debug-info-new", axe="once")
    page.get_by_role("link", name="Generate PRT").click()
    page.get_by_label("Select Problem").select_option("Other")
    page.get_by_role("button", name="Submit").click()
    expect(notice(page)).to_contain_text("Kept on the phone: PRT Upload Rule is empty")
    expect(value_of(page, "Problem Reports", "PRT Generation Status")).to_contain_text("Succeeded")
    eyes.look("debug-info")
    with page.expect_download() as download:
        value_of(page, "Problem Reports", "Prt file").get_by_role("link").click()
    assert re.fullmatch(r"probrep-.*\.tar\.gz", download.value.suggested_filename), download.value.suggested_filename
    value_of(page, "Console Logs", "Console Log 1").get_by_role("link").click()
    expect(page.locator("body")).to_contain_text("problem report 1")
    user = bench.eyes()
    log_in(user.page, phone, "user", path="/login?next=/status/debug")
    expect(user.page.get_by_role("heading", level=1)).to_have_text("Debug Info")
    expect(user.page.locator("main").get_by_role("button")).to_have_count(0)
    expect(user.page.locator("main").get_by_role("link")).to_have_text(["Reload"])
    user.look("user-debug-info", axe="once")


@case("scripts")
def download_status_tells_what_was_fetched_and_sent(bench):
    load = "load" * 30000
    server = bench.profiles({
        f"{LOAD}.loads": load, f"{LOAD}.loads.sha256": f"{hashlib.sha256(load.encode()).hexdigest()}  {LOAD}.loads\n",
        "a.xml": PROFILE, "ca.pem": authority("Example Voice Root")})
    install = bench.programs(install="exit 0") + "/install"
    phone, eyes = bench.phone("--install-program", install).set_up(USER_PASSWORD), bench.eyes()
    page, path = eyes.page, phone.url + "/status/downloads"
    log_in(page, phone, path="/login?next=/status/downloads")
    assert page.locator("main h2").all_inner_texts() == [
        "Firmware Upgrade Status", "Provisioning Status", "Custom CA Status", "Report Status"]
    expect(section(page, "Firmware Upgrade Status").locator(".notice")).to_contain_text("Upgrade Rule is empty")
    eyes.look("download-status-new", axe="once")
    phone.set(Upgrade_Rule=f"{server.url}/{LOAD}.loads", Report_Rule=f"{server.url}/reports/$MA.xml",
              HTTP_Report_Method="PUT")
    open_when(page, phone.url + "/status", "<dd>Upgrade, <time")
    expect(value_of(page, "Product Information", "Software Version")).to_have_text(LOAD)
    page.goto(path)
    expect(section(page, "Firmware Upgrade Status")).to_contain_text(f"{LOAD} is installed")
    page.get_by_role("button", name="Upgrade now").click()
    page.get_by_role("button", name="Upgrade", exact=True).click()
    expect(notice(page)).to_contain_text("The phone upgrades as soon as no line is in use.")
    first = value_of(page, "Firmware Upgrade Status", "Firmware Upgrade Status 1")
    open_when(page, path, "runs already")
    phone.command("upgrade", f"{server.url}/sip78xx.12-0-8MPP0001-1.loads", status=1)
    phone.command("resync", f"{server.url}/none.xml", status=1)
    phone.command("resync", f"{server.url}/a.xml")
    phone.command("updateca", f"{server.url}/ca.pem")
    phone.command("report")
    page.goto(path)
    expect(first).to_contain_text("is for phones of the family 78xx")
    expect(value_of(page, "Provisioning Status", "Provisioning Status 1")).to_contain_text("4 parameters changed")
    expect(value_of(page, "Provisioning Status", "Provisioning Status 2")).to_contain_text("404")
    expect(value_of(page, "Custom CA Status", "Custom CA Provisioning Status")).to_contain_text(re.compile("succeeded .+; "))
    expect(value_of(page, "Report Status", "Report Status 1")).to_contain_text("Succeeded")
    eyes.look("download-status")
    user = bench.eyes()
    log_in(user.page, phone, "user", path="/login?next=/status/downloads")
    expect(user.page.locator("main").get_by_role("button")).to_have_count(0)
    expect(value_of(user.page, "Report Status", "Report Status 1")).to_contain_text("Succeeded")


@case("scripts")
def an_address_that_acts_asks_first(bench):
    server = bench.profiles({"a.xml": PROFILE, "ca.pem": authority("Example Voice Root")})
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    for path, title, sentence, shown in [
            (f"/admin/resync?{server.url}/a.xml", "Resync", "Let the phone resync now?", f"{server.url}/a.xml"),
            ("/admin/resync", "Resync", "Let the phone resync now?", "It follows the stored rules"),
            ("/admin/upgrade?http://192.0.2.1/$PN.loads", "Upgrade", "upgrade its firmware", "http://192.0.2.1/$PN.loads"),
            ("/admin/upgrade", "Upgrade", "upgrade its firmware", "that Upgrade Rule names"),
            (f"/admin/updateca?{server.url}/ca.pem", "Install Custom CA", "in the place of the present one", "ca.pem"),
            ("/admin/reboot", "Reboot", "begin anew as after power-up", ""),
            ("/admin/factory-reset", "Factory Reset", "Erase everything", "Nothing of it can be brought back")]:
        page.goto(phone.url + path)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.locator("main form")).to_contain_text(sentence)
        expect(page.locator("main form")).to_contain_text(shown)
        eyes.look("asks-" + re.sub("[^a-z]+", "-", path.split("?")[0].removeprefix("/admin/")) + ("-this" if "?" in path else ""),
                  axe="once")
        page.get_by_role("link", name="Cancel").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "Debug Info" if title == "Factory Reset" else "Status")
    status = json.loads(phone.ask("GET", "/api/v1/status"))
    assert status["attempts"] == [] and status["upgrade"]["attempts"] == [], "asking did something"
    page.goto(phone.url + f"/admin/resync?{server.url}/a.xml")
    page.get_by_role("button", name="Resync").click()
    expect(notice(page)).to_contain_text("The phone resyncs.")
    attempts(bench, page, 1)
    page.goto(phone.url + f"/admin/updateca?{server.url}/ca.pem")
    page.get_by_role("button", name="Install Custom CA").click()
    expect(notice(page)).to_contain_text('The custom CA is installed: Installed "Example Voice Root".')
    page.goto(phone.url + f"/admin/updateca?{server.url}/none.pem")
    page.get_by_role("button", name="Install Custom CA").click()
    expect(page.locator("main")).to_contain_text("404")
    eyes.look("custom-ca-refused", axe="once")
    page.goto(phone.url + "/admin/updateca")
    expect(page.locator("main")).to_contain_text("name a file of certificates")
    user = bench.eyes()
    log_in(user.page, phone, "user", path="/login?next=/admin/reboot")
    expect(user.page.get_by_role("heading", level=1)).to_have_text("Not allowed")


@case("scripts")
def the_phone_reboots_and_is_reset_when_nobody_talks(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/status/debug")
    phone.command("call-state", "busy")
    page.reload()
    expect(section(page, "Factory Reset")).to_contain_text("a factory reset is possible when no line is in use")
    expect(page.get_by_role("button", name="Factory Reset")).to_have_count(0)
    eyes.look("debug-info-busy", axe="once")
    page.goto(phone.url + "/admin/factory-reset")
    expect(page.get_by_role("heading", level=1)).to_have_text("Not possible now")
    page.get_by_role("link", name="To Debug Info").click()
    page.get_by_role("button", name="Reboot").click()
    expect(notice(page)).to_contain_text("The phone reboots as soon as no line is in use.")
    expect(value_of(page, "Reboot History", "Reboot Reason 1")).to_have_text("none")
    phone.command("call-state", "idle")
    open_when(page, phone.url + "/status", "User Triggered")
    # The rest with the keyboard alone.
    page.goto(phone.url + "/status/debug")
    press(page, "Factory Reset")
    expect(page.get_by_role("button", name="Confirm Factory Reset")).to_be_visible()
    press(page, "Cancel")
    expect(page.get_by_role("heading", level=1)).to_have_text("Debug Info")
    assert phone.revision() == 2, "Cancel has changed something"
    press(page, "Factory Reset")
    expect(page.get_by_role("button", name="Confirm Factory Reset")).to_be_visible()
    press(page, "Confirm Factory Reset")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set Password")
    eyes.look("setup-after-reset", axe=False)


def press(page, name):
    """Goes to a link or button with the Tab key alone, and presses it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", name
            return page.keyboard.press("Enter")
    raise AssertionError(f"the Tab key does not lead to {name}")


@case("scripts")
def what_triggers_compare_is_for_the_administrator(bench):
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    page = eyes.page
    phone.set(GPP_A="hidden-from-user", Resync_Trigger_1='"$A" eq "go"', Profile_Rule="http://127.0.0.1:1/x.xml",
              Resync_On_Reset="Yes", Resync_Random_Delay="0")
    phone.command("reboot")
    log_in(page, phone)
    open_when(page, phone.url + "/status", 'id="attempt-1"')
    expect(page.locator("[data-summary]")).to_contain_text("The last resync had nothing to do: Resync_Trigger_1 is false")
    expect(page.locator("#attempt-1 > summary")).to_contain_text("A Nothing to do")
    expect(page.locator("#attempt-1 > summary")).to_contain_text("start of the phone")
    page.locator("#attempt-1 > summary").click()
    expect(page.locator("#attempt-1")).to_contain_text("hidden-from-user")
    eyes.look("status-held")
    user = bench.eyes()
    log_in(user.page, phone, "user")
    expect(user.page.locator("[data-summary]")).to_contain_text("had nothing to do: no trigger is true")
    for path in ["/status", "/status/live", "/status/downloads", "/status.xml", "/api/v1/status", "/api/v1/attempts/1"]:
        assert "hidden-from-user" not in user.page.request.get(phone.url + path).text(), path


# Onboarding


@case("scripts")
def an_activation_code_is_checked_and_sent(bench):
    with socket.socket() as closed:  # nobody listens there
        closed.bind(("127.0.0.1", 0))
        phone, eyes = bench.phone("--activation-host", f"127.0.0.1:{closed.getsockname()[1]}").set_up(), bench.eyes()
        page = eyes.page
        log_in(page, phone, path="/login?next=/voice/phone")
        panel = section(page, "Activation code")
        expect(panel).to_contain_text("Open")
        panel.get_by_label("Code").fill("12")
        panel.get_by_role("button", name="Activate").click()
        expect(error_of(page, "activation-code")).to_contain_text("16 digits")
        expect(panel.get_by_label("Code")).to_have_attribute("aria-invalid", "true")
        eyes.look("activation-refused", axe="once")
        panel.get_by_label("Code").fill("1234567890123456")
        panel.get_by_role("button", name="Activate").click()
        expect(error_of(page, "activation-code")).to_contain_text("refused the connection")
        eyes.look("activation-failed", axe=False)
    none = bench.phone().set_up()
    log_in(page, none, path="/login?next=/voice/phone")
    expect(panel).to_contain_text("No activation service is named")
    expect(panel.get_by_role("button")).to_have_count(0)


@case("scripts")
def a_profile_account_is_set_and_forgotten(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    panel = section(page, "Profile account")
    expect(panel).to_contain_text("Not set.")
    panel.get_by_text("Enter one").click()
    panel.get_by_role("button", name="Set account").click()
    expect(error_of(page, "profile-account")).to_be_visible()
    eyes.look("profile-account-refused", axe="once")
    panel.get_by_label("User name").fill("desk-12")
    panel.get_by_label("Password").fill("Top-Secret-3")
    panel.get_by_role("button", name="Set account").click()
    expect(notice(page)).to_contain_text("The profile account is set.")
    expect(panel.locator("dd")).to_contain_text("Set.")
    assert "Top-Secret-3" not in page.content() and "desk-12" not in page.content()
    panel.get_by_text("Change or clear it").click()
    panel.get_by_role("button", name="Clear account").click()
    expect(notice(page)).to_contain_text("The profile account is cleared.")
    expect(panel).to_contain_text("Not set.")


# What must not go wrong


@case("scripts")
def a_form_of_another_session_is_refused(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("GPP A", exact=True).fill("typed with care")
    for token in ("'forged'", "''"):
        page.evaluate(f"document.querySelector('.settings [name=csrf_token]').value = {token}")
        submit(page)
        expect(page.get_by_role("alert")).to_contain_text("another session")
        expect(page.get_by_label("GPP A", exact=True)).to_have_value("typed with care")
        assert phone.value("GPP_A") == ""
    eyes.look("form-expired")
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")


@case("scripts")
def what_was_typed_before_the_session_ended_is_not_lost(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("GPP A", exact=True).fill("typed with care")
    end_session(eyes, phone)
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    eyes.look("login-kept")
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password", exact=True).fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_label("GPP A", exact=True)).to_have_value("typed with care")
    expect(page.get_by_role("alert")).to_contain_text("not stored yet")
    assert phone.value("GPP_A") == ""
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    assert phone.value("GPP_A") == "typed with care"


def ask(phone, method, path, headers, body=None):
    connection = http.client.HTTPConnection(phone.url.removeprefix("http://"), timeout=20)
    connection.putrequest(method, path, skip_host=True)
    for name, value in {"Host": phone.url.removeprefix("http://"), "Accept": "text/html", **headers}.items():
        connection.putheader(name, value)
    if body is not None:
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


@case()
def foreign_names_and_origins_are_refused(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    session = "; ".join(f"{each['name']}={each['value']}" for each in eyes.context.cookies())
    for cookie in eyes.context.cookies():
        assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and not cookie["secure"], cookie
    token = page.locator(".settings [name=csrf_token]").get_attribute("value")
    body = urllib.parse.urlencode({"csrf_token": token, "GPP_A": "x"}).encode()
    form = {"Cookie": session, "Content-Type": "application/x-www-form-urlencoded"}
    status, text = ask(phone, "POST", "/voice/provisioning", {**form, "Origin": "http://evil.example"}, body)
    assert status == 403 and "page of another site" in text, text
    status, text = ask(phone, "POST", "/voice/provisioning", {**form, "Sec-Fetch-Site": "cross-site"}, body)
    assert status == 403, status
    status, text = ask(phone, "GET", "/status", {"Cookie": session, "Host": "evil.example"})
    assert status == 421 and "evil.example" in text and "Front" not in text, text
    assert phone.value("GPP_A") == ""
    status, _ = ask(phone, "POST", "/voice/provisioning", {**form, "Origin": phone.url}, body)
    assert status == 303 and phone.value("GPP_A") == "x", status


@case()
def a_form_that_is_too_large_is_answered_with_a_page(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.evaluate("document.getElementById('GPP_A').value = 'x'.repeat(10 << 20)")
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Too much at once")
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    eyes.look("too-large")
    assert phone.value("GPP_A") == ""


@case()
def a_form_that_is_sent_twice_is_stored_once(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    before = phone.revision()
    page.get_by_label("GPP A", exact=True).fill("once")
    page.get_by_role("button", name="Submit All Changes").dblclick()
    expect(notice(page)).to_be_visible()
    assert phone.revision() == before + 1 and phone.value("GPP_A") == "once"
    # The same form again, as the browser's Back and a second Submit send it.
    page.go_back()
    page.get_by_label("GPP A", exact=True).fill("once")
    submit(page)
    expect(notice(page)).to_contain_text("Nothing was different")
    assert phone.revision() == before + 1


@case("scripts")
def what_a_resync_changed_meanwhile_is_not_overwritten(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    phone.set(GPP_B="from the server", Resync_Periodic="7200")
    page.get_by_label("GPP A", exact=True).fill("mine")
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    assert (phone.value("GPP_A"), phone.value("GPP_B"), phone.value("Resync_Periodic")) == (
        "mine", "from the server", "7200")
    expect(page.get_by_label("GPP B", exact=True)).to_have_value("from the server")


@case()
def a_page_that_is_open_while_the_phone_restarts_says_so(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    expect(page.locator("[data-ended]")).to_be_hidden()
    # Meanwhile somebody has ended the session on the machine itself; else a restart would end nothing.
    phone.end()
    phone.command("sessions", "end", "--all")
    phone.start(int(phone.url.rsplit(":", 1)[1]))
    expect(page.locator("[data-ended]")).to_be_visible()
    eyes.faults.clear()  # the browser complains of the connection that it lost
    eyes.look("status-ended")
    page.locator("[data-ended] a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")


@case()
def everything_is_done_with_the_keyboard(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    page.goto(phone.url + "/login")
    expect(page.get_by_label("User name")).to_be_focused()
    page.keyboard.type("admin")
    page.keyboard.press("Tab")
    page.keyboard.type(ADMIN_PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Status")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    eyes.picture("keyboard-skip")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.goto(phone.url + "/voice/provisioning")
    names, hidden = [], []  # in the order of the Tab key; without visible focus, or under the bar of buttons
    for _ in range(400):
        page.keyboard.press("Tab")
        place = page.evaluate("""() => {
            const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            const outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
            const covered = !e.closest('.actions') && e.closest('form.settings') !== null
                && b.top > document.querySelector('.actions').getBoundingClientRect().top;
            return [e.name || e.textContent.trim(), outlined, covered, e === document.body];
        }""")
        if place[3]:
            break
        names.append(place[0])
        if not place[1] or place[2]:
            hidden.append(place[0])
    assert not hidden, f"no visible focus: {hidden[:5]}"
    wanted = ["Skip to main content", "Status", "rule", "Resync now", "Provision_Enable", "Profile_Rule", "Submit All Changes",
              "Undo All Changes"]
    places = [names.index(name) if name in names else -1 for name in wanted if name != "Status"]
    assert -1 not in places and places == sorted(places), (names[:40], places)
    page.get_by_label("Resync Periodic", exact=True).focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("7200")
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("1 change is stored")
