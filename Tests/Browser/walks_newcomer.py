"""What an administrator meets who has never seen the utility before."""

import re

from cases import case
from counterparts import ADMIN_PASSWORD
from playwright.sync_api import expect
from walks import log_in, notice, submit, wait_until


def late(bench):
    """A page of Provisioning that is out of date: somebody else has set a field since."""
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    phone.set(GPP_A="before")
    log_in(page, phone, path="/login?next=/voice/provisioning")
    phone.set(GPP_A="<b>theirs</b>", GPP_B="of a resync")
    page.get_by_label("GPP A", exact=True).fill("mine")
    page.get_by_label("GPP C", exact=True).fill("typed")
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("somebody else has changed values that you change too")
    return phone, eyes, page


@case("scripts")
def a_value_that_somebody_else_has_changed_too_is_asked_about(bench):
    phone, eyes, page = late(bench)
    expect(page.get_by_label("GPP A", exact=True)).to_have_value("mine")
    expect(page.get_by_label("GPP B", exact=True)).to_have_value("of a resync")
    expect(page.get_by_label("GPP C", exact=True)).to_have_value("typed")
    question = page.get_by_role("group", name="Which value to keep: GPP A")
    expect(question.get_by_label("Take theirs:")).not_to_be_checked()
    expect(question.locator("code")).to_have_text("<b>theirs</b>")
    eyes.look("tab-conflict")
    submit(page)
    # Without an answer it asks again.
    expect(page.get_by_role("alert")).to_contain_text("GPP A was changed meanwhile by somebody else: say which value to keep.")
    page.get_by_label("Keep mine, as it stands above").check()
    submit(page)
    expect(notice(page)).to_contain_text("2 changes are stored")
    assert (phone.value("GPP_A"), phone.value("GPP_B"), phone.value("GPP_C")) == ("mine", "of a resync", "typed")


@case("scripts")
def the_other_value_is_taken_by_the_keyboard_alone(bench):
    phone, eyes, page = late(bench)
    page.get_by_label("Take theirs:").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(notice(page)).to_contain_text("1 change is stored")
    assert (phone.value("GPP_A"), phone.value("GPP_C")) == ("<b>theirs</b>", "typed")


@case("scripts")
def whoever_closes_the_pages_reads_how_to_open_them(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/system")
    page.get_by_label("Enable Web Admin Access", exact=True).select_option("No")
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    expect(page.get_by_text("Confirm closes the administrator's pages")).to_be_visible()
    expect(page.get_by_text("onhook param set Enable_Web_Admin_Access=Yes")).to_be_visible()
    eyes.look("confirm-closes-pages")
    page.get_by_role("button", name="Log in again here").click()
    log_in_again(page)
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirmed")
    expect(page.get_by_text("onhook param set Enable_Web_Admin_Access=Yes")).to_be_visible()
    eyes.look("confirmed-closed")
    # The advice is true.
    phone.command("param", "set", "Enable_Web_Admin_Access=Yes")
    page.goto(phone.url + "/login?next=/history")
    log_in_again(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("History")


def log_in_again(page):
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password", exact=True).fill(ADMIN_PASSWORD)
    page.get_by_role("button", name="Log in").click()


@case("scripts")
def whoever_switches_the_web_server_off_still_reads_what_to_do(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/system")
    page.get_by_label("Enable Web Server", exact=True).select_option("No")
    submit(page)
    expect(page.get_by_text("The web server is switched off")).to_be_visible()
    expect(page.get_by_text("onhook param set Enable_Web_Server=Yes")).to_be_visible()
    eyes.picture("confirm-server-off-1280-light" + ("" if bench.scripts else "-plain"))
    assert phone.command("revert")
    wait_until(lambda: phone.command("param", "get", "Enable_Web_Server") == "Yes\n", "old value")


@case()
def an_explanation_is_not_under_the_bar(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    for size in ({"width": 1280, "height": 620}, {"width": 390, "height": 700}):
        page.set_viewport_size(size)
        for name in ("Profile_Rule", "Profile_Rule_B", "Upgrade_Rule"):
            field, told = page.locator(f"[id='{name}']"), page.locator(f"[id='{name}-explanation']")
            field.focus()
            # The field stands as low as it can: just above the bar.
            page.evaluate("""(name) => {
                const field = document.getElementById(name), bar = document.querySelector(".actions");
                scrollBy({ top: field.getBoundingClientRect().bottom - bar.getBoundingClientRect().top, behavior: "instant" });
            }""", name)
            field.fill(f"(1 eq 2)? http://h/{size['width']} | http://h/{name}{size['width']}")
            expect(told).to_contain_text(f"{name}{size['width']}")
            wait_until(lambda: page.evaluate("""(name) =>
                document.getElementById(`${name}-explanation`).getBoundingClientRect().bottom
                    <= document.querySelector(".actions").getBoundingClientRect().top + 1""", name), "explanation in sight", 20)


@case("scripts")
def the_code_and_the_settings_of_webex_lead_to_each_other(bench):
    phone, eyes = bench.phone("--activation-host", "codes.example.test").set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/phone")
    page.get_by_role("link", name="To the settings of Webex").click()
    expect(page.get_by_label("Onboard Enable", exact=True)).to_be_in_viewport()
    page.get_by_role("link", name="To the activation code").click()
    expect(page.get_by_label("Code", exact=True)).to_be_in_viewport()


@case("scripts")
def status_on_paper_has_the_sections_and_a_line_for_each_attempt(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    profiles = bench.profiles({"desk.xml": "<flat-profile><GPP_A>x</GPP_A></flat-profile>"})
    for _ in range(7):
        phone.command("resync", profiles.url + "/desk.xml")
    log_in(page, phone, path="/login?next=/status")
    page.emulate_media(media="print")
    expect(page.locator(".attempt > summary").first).to_be_visible()
    expect(page.locator(".attempt .story").first).to_be_hidden()
    expect(page.get_by_role("heading", name="Product Information")).to_be_visible()
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    paper = page.pdf()
    pages = len(re.findall(rb"/Type\s*/Page[^s]", paper))
    assert 1 <= pages <= 4, f"{pages} pages"
