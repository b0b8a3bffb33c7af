"""The frame around every page: navigation, menu on a phone, times."""

import re

from cases import case
from playwright.sync_api import expect
from walks import log_in

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
