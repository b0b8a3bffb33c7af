"""The frame around every page, and what the Voice tabs offer beside each field."""

import json
import re
import urllib.parse

from cases import case
from counterparts import USER_PASSWORD
from playwright.sync_api import expect
from walks import log_in, notice, submit

PHONE = {"width": 390, "height": 844}


@case("scripts")
def the_navigation_folds_away_on_a_phone(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    main = page.get_by_role("navigation", name="Main")
    groups = main.get_by_role("list")
    expect(main.get_by_role("link", name="TR-069")).to_be_in_viewport()
    expect(main.get_by_role("button", name="Log out")).to_be_in_viewport()
    assert [each.get_attribute("aria-labelledby") for each in groups.all()] == ["group-1", "group-2", "group-3"]
    page.set_viewport_size(PHONE)
    expect(main).to_be_hidden()
    menu = page.locator(".menu")
    menu.focus()
    page.keyboard.press("Enter")
    expect(main.get_by_role("link", name="Ext 10")).to_be_in_viewport()
    if bench.scripts:
        expect(menu).to_have_attribute("aria-expanded", "true")
        expect(main.locator("[aria-current=page]")).to_be_focused()
        page.keyboard.press("Escape")
        expect(main).to_be_hidden()
        expect(menu).to_be_focused()
        expect(menu).to_have_attribute("aria-expanded", "false")
        page.keyboard.press("Space")
    eyes.picture("menu-390-light" + ("" if bench.scripts else "-plain"))
    main.locator(".close").click()
    expect(main).to_be_hidden()
    menu.click()
    main.get_by_role("link", name="Regional").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Regional")
    expect(main).to_be_hidden()


@case("scripts")
def times_are_relative_and_tell_the_exact_one(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/history")
    times = page.get_by_role("row").nth(1).locator("time")
    expect(times).to_have_text("just now")
    expect(times).to_have_attribute("title", re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$"))
    expect(times).to_have_attribute("datetime", re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"))


def field_of(page, name):
    return page.locator(".field", has=page.locator(f"[id='{name}']"))


@case("scripts")
def the_basic_view_shows_the_usual_settings_and_whatever_was_changed(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    phone.set(SIP_T1="0.6")
    log_in(page, phone, path="/login?next=/voice/sip")
    main, views = page.get_by_role("navigation", name="Main"), page.get_by_role("navigation", name="View")
    expect(views.locator("[aria-current]")).to_have_text("Basic")
    expect(page.locator("#RTP_Port_Min")).to_be_visible()
    expect(page.locator("#SIP_T1")).to_have_value("0.6")
    expect(page.locator("#Max_Forward")).to_have_count(0)
    expect(main.get_by_role("link", name="Att Console")).to_have_count(0)
    expect(page.locator(".omitted")).to_contain_text("more settings stand in the advanced view")
    eyes.look("basic-sip", axe="once")
    views.get_by_role("link", name="Advanced").click()
    expect(page.locator("#Max_Forward")).to_have_value("70")
    # The browser remembers it, and the tab Att Console is there.
    main.get_by_role("link", name="Att Console").click()
    expect(page.locator("#BLF_List_URI")).to_have_count(1)
    main.get_by_role("link", name="Regional").click()
    expect(views.locator("[aria-current]")).to_have_text("Advanced")
    expect(page.locator("#Dial_Tone")).to_have_count(1)
    page.goto(phone.url + "/voice?view=basic")
    expect(page.get_by_role("heading", level=1)).to_have_text("Provisioning")
    expect(views.locator("[aria-current]")).to_have_text("Basic")
    page.goto(phone.url + "/voice/att-console")
    expect(page.locator("#BLF_List_URI")).to_have_count(1)
    # What is faulty is seen in any view, and so is what a form of the other view holds.
    page.goto(phone.url + "/voice/sip?view=advanced")
    page.get_by_label("Max Forward", exact=True).fill("x")
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("Max Forward")
    assert phone.value("Max_Forward") == "70"


@case("scripts")
def what_was_changed_is_shown_alone_and_reset(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    phone.set(GPP_A="mine", Resync_Periodic="7200", Resync_From_SIP="No")
    log_in(page, phone, path="/login?next=/voice/provisioning?view=advanced")
    fields = page.locator(".field:visible")
    many = fields.count()
    page.locator(".toolbar .button").click()
    expect(fields).to_have_count(5)
    expect(page.locator("#GPP_A")).to_be_visible()
    expect(page.locator("#GPP_B:visible")).to_have_count(0)
    eyes.look("changed-only", axe="once")
    periodic = field_of(page, "Resync_Periodic")
    periodic.locator("summary").click()
    expect(periodic).to_contain_text("Default3600")
    expect(periodic).to_contain_text("just now")
    reset = re.compile("Reset to default")
    if bench.scripts:
        periodic.get_by_role("button", name=reset).click()
        expect(page.locator("#Resync_Periodic")).to_have_value("3600")
        expect(page.locator("#Resync_Periodic")).to_be_focused()
        expect(page.locator("[data-unsaved-hint]")).to_have_text("1 edit on this page is not saved")
        from_sip = field_of(page, "Resync_From_SIP")
        from_sip.locator("summary").click()
        from_sip.get_by_role("button", name=reset).click()
        expect(page.locator("#Resync_From_SIP")).to_have_value("Yes")
        page.locator("#Resync_From_SIP").select_option("No")  # thought better of it
        page.locator(".toolbar .button").click()
        expect(fields).to_have_count(many)
    else:
        periodic.get_by_role("checkbox", name=reset).check()
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    record = json.loads(phone.ask("GET", "/api/v1/parameters/Resync_Periodic"))
    assert (record["value"], record["origin"]) == ("3600", None), record
    assert phone.value("Resync_From_SIP") == "No" and phone.value("GPP_A") == "mine"
    # A form that comes back keeps the wish.
    page.goto(phone.url + "/voice/provisioning")
    field_of(page, "GPP_A").locator("summary").click()
    if bench.scripts:
        field_of(page, "GPP_A").get_by_role("button", name=reset).click()
    else:
        field_of(page, "GPP_A").get_by_role("checkbox", name=reset).check()
    page.get_by_label("Forced Resync Delay", exact=True).fill("x")
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("Forced Resync Delay")
    eyes.look("reset-chosen", axe="once")
    page.get_by_label("Forced Resync Delay", exact=True).fill("60")
    submit(page)
    expect(notice(page)).to_contain_text("2 changes are stored")
    assert phone.value("GPP_A") == ""


@case("scripts")
def sections_that_repeat_are_folded_until_a_link_leads_into_them(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    phone.set(Short_Name_3_="Door")
    log_in(page, phone, path="/login?next=/voice/phone?view=advanced")
    expect(page.locator("#section-line-key-3")).to_have_attribute("open", "")
    expect(page.locator("#Short_Name_3_")).to_be_visible()
    expect(page.locator("#Short_Name_4_")).to_be_hidden()
    page.set_viewport_size(PHONE)
    height = page.evaluate("document.documentElement.scrollHeight")
    assert height < 4_000, height
    # All at once, and back.
    unfolding = page.locator("[data-fold]")
    expect(unfolding).to_have_text("Unfold all")
    unfolding.press("Enter")
    expect(page.locator("#Short_Name_4_")).to_be_visible()
    expect(page.locator("details.section:not([open])")).to_have_count(0)
    expect(unfolding).to_have_text("Fold all")
    unfolding.press("Enter")
    expect(page.locator("#Short_Name_4_")).to_be_hidden()
    eyes.look("phone-folded", axe="once")
    page.goto(phone.url + "/voice/phone#Short_Name_4_")
    expect(page.locator("#Short_Name_4_")).to_be_in_viewport()
    if bench.scripts:
        expect(page.locator("#Short_Name_4_")).to_be_focused()
    page.locator("#section-line-key-4 > summary").press("Enter")
    expect(page.locator("#Short_Name_4_")).to_be_hidden()


@case("scripts")
def a_search_leads_straight_to_the_field(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    phone.set(GPP_C="needle in it", XML_Password="needle-secret")
    log_in(page, phone)
    box = page.get_by_label("Search settings and pages")
    box.fill("needle")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.locator(".hits li")).to_have_count(1)
    expect(page.locator(".hits li mark")).to_have_text("needle")
    assert "needle-secret" not in page.content()
    eyes.look("search", axe="once")
    page.locator(".hits a").click()
    expect(page.locator("#GPP_C")).to_be_in_viewport()
    # A setting of the advanced view, in a section that is folded.
    box.fill("unit 2 short name 7")
    box.press("Enter")
    page.locator(".hits a").first.click()
    expect(page.locator("[id='Unit_2_Short_Name_7_']")).to_be_in_viewport()
    box.fill("max forward")
    box.press("Enter")
    page.locator(".hits a").first.click()
    expect(page.locator("#Max_Forward")).to_be_in_viewport()
    expect(page.get_by_role("navigation", name="View").locator("[aria-current]")).to_have_text("Advanced")
    if bench.scripts:
        expect(page.locator("#Max_Forward")).to_be_focused()
    for words, heading in (("history", "History"), ("log messages", "Debug Info"), ("change password", "Change Password")):
        box.fill(words)
        box.press("Enter")
        page.locator(".hits a").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading, re.I))
    box.fill("Resync_Perodic")
    box.press("Enter")
    page.get_by_role("link", name="Did you mean Resync_Periodic?").click()
    expect(page.locator("#Resync_Periodic")).to_be_in_viewport()


@case()
def suggestions_come_while_typing_and_take_the_keyboard(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/history")
    page.keyboard.press("/")
    box = page.get_by_role("combobox", name="Search settings and pages")
    expect(box).to_be_focused()
    page.keyboard.type("resync per")
    options = page.locator("[id^=search-hit-]")
    expect(options.first).to_contain_text("Resync Periodic")
    expect(box).to_have_attribute("aria-expanded", "true")
    eyes.check_accessibility("suggestions", {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag22aa"]}})
    eyes.picture("suggestions-1280-light")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", "search-hit-1")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("i")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#Resync_Periodic")).to_be_focused()
    # On the same page, and to the same field once more.
    for _ in range(2):
        page.keyboard.press("Escape")
        box.fill("gpp p")
        expect(options.first).to_contain_text("GPP P")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.locator("#GPP_P")).to_be_focused()


@case("scripts")
def hostile_searches_harm_nothing(bench):
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    page = eyes.page
    phone.set(GPP_A="<img src=x onerror=alert(1)>needle", GPP_B="hidden-from-user")
    log_in(page, phone)
    page.on("dialog", lambda dialog: eyes.faults.append(f"a script ran: {dialog.message}"))
    for text in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "{{TITLE}}", "[[Search]]",
                 "needle", "<img", "\u2028", "%00", "a" * 100]:
        page.goto(phone.url + "/search?" + urllib.parse.urlencode({"q": text}))
        expect(page.get_by_role("heading", level=1)).to_have_text("Search")
        expect(page.locator("#search")).to_have_value(text)
        assert page.locator("main img, main script").count() == 0, text
    for query, status in [("q=%00", 422), ("q=%", None), ("q=%zz", None), ("q=%ff", None), ("q=a&q=b", 200), ("x", 200), ("", 200),
                          ("q=" + "x" * 101, 422), ("q=" + "x" * 10_000, 414), ("q=" + "+" * 5000, 422), ("q=" + "a+" * 50, 200)]:
        answer = page.request.get(f"{phone.url}/search?{query}", headers={"Accept": "text/html"})
        assert answer.status == status or status is None and answer.status < 500, (query[:20], answer.status)
        answer = page.request.get(f"{phone.url}/api/v1/search?{query}")
        assert answer.status < 500 and "GPP_SA" not in answer.text(), (query[:20], answer.status)
    page.goto(phone.url + "/search?q=" + "x" * 101)
    expect(page.get_by_role("alert")).to_contain_text("at most 100 characters")
    eyes.look("search-refused", axe="once")
    user = bench.eyes()
    log_in(user.page, phone, "user")
    for path in ("/search", "/api/v1/search", "/api/v1/parameters"):
        for words in ("hidden-from-user", "gpp b"):
            answer = user.page.request.get(f"{phone.url}{path}?" + urllib.parse.urlencode({"q": words, "search": words}))
            assert "GPP_B" not in answer.text(), path
