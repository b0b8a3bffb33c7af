"""The pages in German and in Chinese: complete, accessible, not too wide; and the switch between languages."""

import re

from cases import case
from counterparts import ADMIN_PASSWORD
from playwright.sync_api import expect

# Words that stand in every longer English text, and in no German or Chinese one.
ENGLISH = re.compile(r"\b(the|and|are|with|which|this|that|every|nothing|from|only|were|been|into|has|its)\b")
# What stays as the phone writes it: names of parameters, tabs and sections, values, and what comes from outside.
KEPT = "label, .label, legend, h2, nav, code, pre, select, option, output, textarea, time, template, script, style, [lang=en], .place, summary .hidden"
TEXTS = """(kept) => {
    const copy = document.querySelector("main").cloneNode(true);
    for (const each of copy.querySelectorAll(kept)) each.remove();
    const attributes = [...copy.querySelectorAll("[aria-label], [title], [placeholder]")].flatMap((each) =>
        ["aria-label", "title", "placeholder"].map((name) => each.getAttribute(name) ?? ""));
    return [...copy.textContent.split("\\n"), ...attributes].map((text) => text.trim()).filter((text) => text);
}"""


def enter(page, phone, path="/status"):
    page.goto(phone.url + "/login?next=" + path)
    page.fill("#username", "admin")
    page.fill("#password", ADMIN_PASSWORD)
    page.click("main button.primary")


def check(eyes, language, name):
    page = eyes.page
    assert page.locator("html").get_attribute("lang") == language, page.url
    english = [text for text in page.evaluate(TEXTS, KEPT) if ENGLISH.search(text)]
    assert not english, f"{page.url}: {english[:5]}"
    eyes.look(f"{name}-{language}", axe="once")


def walk(bench, locale, language):
    phone, eyes = bench.phone(), bench.eyes(locale=locale)
    page = eyes.page
    page.goto(phone.url + "/setup")
    check(eyes, language, "setup")
    phone.set_up()
    page.goto(phone.url + "/login")
    check(eyes, language, "login")
    enter(page, phone)
    links = page.locator("#navigation .links a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert len(links) > 12, links
    shown = [link for link in links if not re.search(r"/ext/([2-9]|\d\d)", link)]
    for link in shown + ["/password", "/history/1", "/nowhere", "/admin/reboot", "/factory-reset"]:
        page.goto(phone.url + link)
        check(eyes, language, re.sub(r"\W+", "-", link).strip("-"))


@case()
def every_page_is_german(bench):
    walk(bench, "de-DE", "de")


@case()
def every_page_is_chinese(bench):
    walk(bench, "zh-CN", "zh-Hans")


@case("scripts")
def a_person_switches_the_language(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes(locale="fr-FR")
    page = eyes.page
    page.goto(phone.url + "/login")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Log in")
    page.get_by_role("link", name="Deutsch").click()
    expect(heading).to_have_text("Anmelden")
    expect(page.get_by_role("navigation", name="Sprachen").locator("[aria-current]")).to_have_text("Deutsch")
    enter(page, phone, "/voice/provisioning")
    expect(page.get_by_role("button", name="Alle Änderungen absenden")).to_be_visible()
    page.fill("#Resync_Periodic", "x")
    page.get_by_role("button", name="Alle Änderungen absenden").click()
    expect(page.locator("#Resync_Periodic-error")).to_contain_text("Fehler:")
    # What came of a form has no address: the link leads to the tab again.
    page.get_by_role("link", name="简体中文").click()
    expect(page).to_have_url(phone.url + "/voice/provisioning")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Submit All Changes")).to_be_visible()


@case()
def words_of_scripts_are_in_the_language_of_the_page(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes(locale="de-DE")
    page = eyes.page
    enter(page, phone, "/voice/regional")
    page.fill("#Interdigit_Long_Timer", "11")
    expect(page.get_by_text("1 Eingabe auf dieser Seite ist nicht gespeichert")).to_be_visible()
    page.goto(phone.url + "/history")
    expect(page.get_by_role("row").nth(1).locator("time")).to_have_text("gerade eben")


@case()
def what_is_renewed_by_itself_stays_german(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes(locale="de-DE")
    page = eyes.page
    enter(page, phone, "/voice/provisioning")
    panel = page.locator("[data-live]").first
    expect(panel).to_contain_text("Nächster Resync")
    phone.command("resync", "http://127.0.0.1:9/a.xml", status=1)
    expect(panel).to_contain_text("Letzter Versuch", timeout=60_000)
    expect(panel).to_contain_text("Fehlgeschlagen")
    expect(page.get_by_role("heading", level=1)).to_have_text("Provisioning")
    expect(page.locator("#Resync_Periodic")).to_have_accessible_name("Resync Periodic")
    expect(page.locator("label[for=Resync_Periodic]")).to_have_attribute("lang", "en")
    check(eyes, "de", "provisioning-renewed")
    page.goto(phone.url + "/phone-screen/progress")
    phone.command("resync", "http://127.0.0.1:9/b.xml", status=1)
    expect(page.locator(".screen [data-summary]")).to_contain_text("Der letzte Resync", timeout=60_000)
    check(eyes, "de", "screen-renewed")
