"""Accounts: sessions, passwords, and what the account user sees and may change."""

import json
import re
import urllib.error

from cases import case
from counterparts import ADMIN_PASSWORD, USER_PASSWORD
from playwright.sync_api import expect
from walks import error_of, log_in, notice, submit

PROFILE = """<flat-profile>
<Resync_On_Reset>No</Resync_On_Reset>
<Hold_Reminder_Timer ua="rw" user-pref="y">{timer}</Hold_Reminder_Timer>
<Display_Name_1_ ua="ro">Reception</Display_Name_1_>
<Time_Zone ua="na">GMT+01:00</Time_Zone>
</flat-profile>"""


def set_up(bench, *options):
    """A phone with both passwords, and nobody logged in: the script that set them has a session too."""
    phone = bench.phone(*options).set_up(USER_PASSWORD)
    assert json.loads(phone.ask("DELETE", "/api/v1/sessions")) == {"ended": 1}
    return phone


def sessions(page):
    return page.get_by_role("table", name="Sessions").locator("tbody tr")


@case("scripts")
def sessions_are_seen_and_ended(bench):
    phone, mine, other, theirs = set_up(bench), bench.eyes(), bench.eyes(), bench.eyes()
    log_in(other.page, phone)
    log_in(theirs.page, phone, "user")
    page = mine.page
    log_in(page, phone)
    page.get_by_role("link", name="Sessions").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sessions")
    expect(page.get_by_role("link", name="Sessions")).to_have_attribute("aria-current", "page")
    expect(sessions(page)).to_have_count(3)
    expect(sessions(page).nth(0)).to_contain_text("this browser")
    expect(sessions(page).nth(0)).to_contain_text("Chrome")
    expect(sessions(page).nth(0).get_by_role("button")).to_have_count(0)
    assert sorted(sessions(page).locator("td[data-label=Account]").all_inner_texts()) == ["admin", "admin", "user"]
    mine.look("sessions")
    # By keyboard alone.
    page.get_by_role("row", name=re.compile("user")).get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(notice(page)).to_have_text(re.compile("The session is ended."))
    expect(sessions(page)).to_have_count(2)
    theirs.page.goto(phone.url + "/status")
    expect(theirs.page.get_by_label("User name")).to_be_visible()
    page.get_by_role("button", name="End all others").click()
    expect(notice(page)).to_have_text(re.compile("1 other session is ended."))
    expect(page.get_by_role("button", name="End all others")).to_have_count(0)
    mine.look("sessions-alone", axe="once")
    other.page.goto(phone.url + "/status")
    expect(other.page.get_by_label("User name")).to_be_visible()


@case()
def sessions_speak_every_language(bench):
    phone, eyes, other = set_up(bench), bench.eyes(), bench.eyes()
    log_in(other.page, phone, "user")
    log_in(eyes.page, phone)
    for language, heading in (("de", "Sitzungen"), ("zh-Hans", "会话")):
        eyes.page.goto(f"{phone.url}/language?to={language}&next=/sessions")
        expect(eyes.page.get_by_role("heading", level=1)).to_have_text(heading)
        eyes.look(f"sessions-{language}", axe="once")


@case("scripts")
def the_user_sees_their_own_sessions(bench):
    phone, eyes, other = set_up(bench), bench.eyes(), bench.eyes()
    log_in(other.page, phone)
    page = eyes.page
    log_in(page, phone, "user", path="/login?next=/sessions")
    expect(sessions(page)).to_have_count(1)
    expect(page.get_by_role("columnheader", name="Account")).to_have_count(0)
    eyes.look("sessions-user", axe="once")
    # Those of the administrator are none that they could end.
    token = page.locator("input[name=csrf_token]").first.get_attribute("value")
    for each in json.loads(phone.ask("GET", "/api/v1/sessions")):
        if each["account"] == "admin":
            page.request.post(f"{phone.url}/sessions/{each['id']}/end", form={"csrf_token": token})
    other.page.goto(phone.url + "/history")
    expect(other.page.get_by_role("heading", level=1)).to_have_text("History")


@case("scripts")
def a_restart_logs_nobody_out(bench):
    phone, eyes = set_up(bench), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("GPP A", exact=True).fill("typed before")
    phone.restart()
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    assert phone.value("GPP_A") == "typed before"
    # Ended by the machine while no daemon runs: gone for good.
    phone.end()
    assert "admin  127.0.0.1" in phone.command("sessions")
    listed = json.loads(phone.command("sessions", "--json"))
    assert [each["account"] for each in listed] == ["admin"], listed
    assert phone.command("sessions", "end", str(listed[0]["id"])) == "1 session ended\n"
    assert "no such session" in phone.command("sessions", "end", "99", status=1)
    phone.start(int(phone.url.rsplit(":", 1)[1]))
    page.goto(phone.url + "/history")
    expect(page.get_by_label("User name")).to_be_visible()


@case("scripts")
def a_new_password_ends_the_other_sessions(bench):
    phone, eyes, other = set_up(bench, "--confirm-window", "0"), bench.eyes(), bench.eyes()
    page = eyes.page
    log_in(other.page, phone)
    log_in(page, phone, path="/login?next=/password")
    for password, fault in (("Password1!", "Choose another one"), ("short", "Use at least 8 characters.")):
        page.get_by_label("Old Password").fill(ADMIN_PASSWORD)
        page.get_by_label("New Password", exact=True).fill(password)
        page.get_by_label("Confirm New Password").fill(password)
        page.get_by_role("button", name="Submit").click()
        expect(error_of(page, "new_password")).to_contain_text(fault)
    eyes.look("password-common", axe="once")
    page.get_by_label("Old Password").fill(ADMIN_PASSWORD)
    page.get_by_label("New Password", exact=True).fill("Quiet-Harbour-27")
    page.get_by_label("Confirm New Password").fill("Quiet-Harbour-27")
    page.get_by_role("button", name="Submit").click()
    expect(notice(page)).to_contain_text("1 other session was ended.")
    other.page.goto(phone.url + "/history")
    expect(other.page.get_by_label("User name")).to_be_visible()


@case("scripts")
def the_account_user_from_end_to_end(bench):
    server = bench.profiles({"phone.xml": PROFILE.format(timer=30)})
    phone, eyes = set_up(bench), bench.eyes()
    rule = f"{server.url}/phone.xml"
    phone.set(Profile_Rule=rule)
    phone.ask("POST", "/api/v1/resync", b"{}")
    page = eyes.page
    log_in(page, phone, "user")
    main = page.get_by_role("navigation", name="Main")
    for hidden in ("History", "Import and Backup", "Certificate"):
        expect(main.get_by_role("link", name=hidden)).to_have_count(0)
    # Every tab that the navigation has: what is theirs is a field, what they may read is text, and nothing else is there.
    seen = json.loads(phone.ask("GET", "/api/v1/parameters", account="user"))
    theirs = {each["name"]: each["ua"] for each in seen}
    assert theirs["Hold_Reminder_Timer"] == "rw" and theirs["Display_Name_1_"] == "ro", theirs
    assert "Time_Zone" not in theirs and "Profile_Rule" not in theirs
    for link in [each.get_attribute("href") for each in main.get_by_role("link").all()]:
        page.goto(phone.url + link)
        if not link.startswith("/voice/"):
            continue
        names = {each.get_attribute("name") for each in page.locator("#main [name]").all()}
        for name in names & set(theirs):
            assert theirs[name] == "rw", (link, name)
        for name in ("Time_Zone", "Profile_Rule", "Admin_Password", "GPP_A"):
            assert page.locator(f"[id='{name}']").count() == 0, (link, name)
    page.goto(phone.url + "/search?q=Time+Zone")
    expect(page.locator("#main a[href$='#Time_Zone']")).to_have_count(0)
    # Their own choice stays against the next profile, and exports say so.
    page.goto(phone.url + "/voice/user")
    eyes.look("user-tab", axe="once")
    page.get_by_label("Hold Reminder Timer", exact=True).fill("45")
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    server.write("phone.xml", PROFILE.format(timer=60))
    phone.ask("POST", "/api/v1/resync", b"{}")
    assert phone.value("Hold_Reminder_Timer") == "45"
    exported = phone.ask("GET", "/admin/cfg.xml")
    assert '<Hold_Reminder_Timer ua="rw" user-pref="y" um="y">45</Hold_Reminder_Timer>' in exported
    # What is the administrator's is refused, whichever way they ask.
    for method, path, body in (
            ("PATCH", "/api/v1/parameters", b'{"Time_Zone": "GMT"}'), ("GET", "/admin/cfg.xml", None),
            ("GET", "/api/v1/revisions", None), ("POST", "/api/v1/resync", json.dumps({"rule": rule}).encode()),
            ("GET", "/admin/resync", None), ("POST", "/api/v1/reboot", b"{}"), ("GET", "/api/v1/profile", None),
            ("POST", "/api/v1/backup", b'{"pass_phrase": "x"}'), ("PATCH", "/api/v1/drafts/x", b'{"Display_Name_1_": "x"}')):
        try:
            phone.ask(method, path, body, account="user")
        except urllib.error.HTTPError as error:
            assert error.code in (403, 422), (path, error.code)
        else:
            raise AssertionError(f"user was let in: {method} {path}")
    # The profile that does without the preference takes over again.
    server.write("phone.xml", PROFILE.format(timer=90).replace(' user-pref="y"', ""))
    phone.ask("POST", "/api/v1/resync", b"{}")
    assert phone.value("Hold_Reminder_Timer") == "90"
    log = phone.log_text()
    assert "logged in: user from 127.0.0.1, login form" in log, log
    assert "refused user from 127.0.0.1: POST /api/v1/reboot: only the administrator may do this" in log, log
    assert USER_PASSWORD not in log and ADMIN_PASSWORD not in log
