"""Changes that may lock somebody out, and the history."""

import json
import os
import re
import signal

from cases import case
from counterparts import ADMIN_PASSWORD
from playwright.sync_api import expect
from walks import log_in, notice, submit, wait_until

NEW_PASSWORD = "Another-one-9"


def change_password(page, seconds=None):
    page.get_by_role("link", name="Change password").click()
    page.get_by_label("Old Password").fill(ADMIN_PASSWORD)
    for label in ("New Password", "Confirm New Password"):
        page.get_by_label(label, exact=True).fill(NEW_PASSWORD)
    if seconds:
        page.get_by_label("Seconds to confirm it").fill(str(seconds))
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")


def log_in_with(page, password):
    page.get_by_label("User name").fill("admin")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in").click()


def close_admin_access(page):
    """Chooses what may lock its author out; submits nothing."""
    page.get_by_role("link", name="System", exact=True).click()
    page.get_by_label("Enable Web Admin Access", exact=True).select_option("No")


def pending(phone):
    return json.loads(phone.command("status", "--json"))["pending_change"]


@case("scripts")
def a_new_password_is_confirmed_by_a_login_with_it(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    change_password(page, 600)
    assert page.url == phone.url + "/confirm", page.url
    expect(page.locator("[data-remaining]")).to_have_text(re.compile(r"^(600|59\d) s$"))
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_have_count(0)
    eyes.look("confirm-log-in")
    page.goto(phone.url + "/status")
    expect(page.locator(".notice.warning:not([hidden])")).to_contain_text("A change waits to be confirmed")
    eyes.look("confirm-warning")
    page.get_by_role("link", name="Confirm or take back").click()
    page.get_by_role("button", name="Log in again here").click()
    log_in_with(page, NEW_PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    eyes.look("confirm-ready")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(notice(page)).to_contain_text("The change is confirmed and stays.")
    expect(page.locator(".notice.warning:not([hidden])")).to_have_count(0)
    assert pending(phone) is None


@case("scripts")
def a_new_password_that_nobody_confirms_is_taken_back(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    change_password(page, 10)
    # Its session is over with the password; without scripts a person reloads.
    wait_until(lambda: pending(phone) is None, "end of the deadline")
    page.goto(phone.url + "/status")
    log_in_with(page, NEW_PASSWORD)
    expect(page.get_by_role("alert")).to_be_visible()
    log_in_with(page, ADMIN_PASSWORD)
    page.goto(phone.url + "/history")
    expect(page.get_by_role("row").nth(1)).to_contain_text("not confirmed in time")
    expect(page.get_by_role("row").nth(1)).to_contain_text("revert of revision")
    eyes.look("history-reverted")


@case("scripts")
def a_kill_keeps_the_deadline_and_the_command_line_confirms(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    close_admin_access(page)
    submit(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    os.kill(phone.process.pid, signal.SIGKILL)
    phone.process.wait(20)
    phone.start()
    left = pending(phone)
    assert left["account"] == "admin" and 0 < left["remaining"] < 90, left
    assert "it is taken back in" in phone.command("status")
    assert phone.command("confirm") == "the change stays\n"
    assert pending(phone) is None
    # The administrator's pages are gone now, the command line is not.
    assert phone.command("param", "get", "Enable_Web_Admin_Access") == "No\n"
    phone.command("confirm", status=1)


@case("scripts")
def what_waits_is_taken_back_by_hand(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    close_admin_access(page)
    page.locator(".submit-details summary").click()
    page.get_by_label("Note for the history").fill("trying <b>something</b>")
    submit(page)
    page.get_by_role("button", name="Take it back now").click()
    expect(notice(page)).to_contain_text("The old values are back.")
    assert phone.value("Enable_Web_Admin_Access") == "Yes"
    page.goto(phone.url + "/history")
    expect(page.get_by_role("row").nth(2)).to_contain_text("trying <b>something</b>")


@case("scripts")
def a_faulty_time_to_confirm_is_refused_with_what_was_typed(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    before = phone.revision()
    close_admin_access(page)
    page.locator(".submit-details summary").click()
    page.get_by_label("Seconds to confirm").fill("5")
    submit(page)
    expect(page.get_by_role("alert")).to_contain_text("A whole number of seconds is expected, 10 to 3600.")
    expect(page.get_by_label("Seconds to confirm")).to_have_value("5")
    expect(page.get_by_label("Enable Web Admin Access", exact=True)).to_have_value("No")
    assert phone.revision() == before


@case("scripts")
def the_history_is_filtered_compared_named_and_restored(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    phone.set(GPP_A="one")
    phone.set(GPP_A="two", GPP_B="b")
    page = eyes.page
    log_in(page, phone)
    page.get_by_role("link", name="History", exact=True).click()
    newest = phone.revision()
    eyes.look("history")
    # Compare two of them.
    page.get_by_role("radio", name=f"From revision {newest - 2}").check()
    page.get_by_role("radio", name=f"To revision {newest}", exact=True).check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("p.lead")).to_contain_text("2 parameters change")
    eyes.look("difference")
    page.get_by_role("link", name="Other way round").click()
    expect(page.get_by_label("From revision")).to_have_value(str(newest))
    page.get_by_role("link", name="All revisions").click()
    # Filter.
    page.get_by_label("Origin", exact=True).select_option("API")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile("origin=api"))
    page.goto(phone.url + "/history?origin=restore")
    expect(page.get_by_text("No revision fits this filter.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    # Name the state of before.
    page.get_by_role("link", name=f"Revision {newest - 1}", exact=True).click()
    page.get_by_label("Name of this state").fill("before <i>b</i>")
    page.get_by_role("button", name="Make savepoint").click()
    expect(notice(page)).to_contain_text("The savepoint “before <i>b</i>” is made.")
    page.get_by_label("Name of the present state").fill("before <i>b</i>")
    page.get_by_role("button", name="Make savepoint").click()
    expect(page.locator("#savepoint-name-error")).to_contain_text("There is a savepoint")
    expect(page.get_by_label("Name of the present state")).to_have_value("before <i>b</i>")
    eyes.look("history-savepoint-refused")
    page.get_by_label("New name of before").fill("before")
    page.get_by_role("button", name="Rename").click()
    expect(notice(page)).to_contain_text("The savepoint is called “before” now.")
    eyes.look("history-savepoints")
    # Restore it.
    page.get_by_role("link", name="Restore… before").click()
    expect(page.locator("p.lead")).to_contain_text("2 parameters would change.")
    eyes.look("restore")
    page.get_by_label("Note").fill("back")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(notice(page)).to_contain_text("is restored: 2 parameters changed.")
    assert phone.value("GPP_A") == "one" and phone.value("GPP_B") == ""
    # And undo that.
    page.get_by_role("button", name=f"Undo revision {newest + 1}").click()
    expect(notice(page)).to_contain_text("is undone: 2 parameters changed.")
    assert phone.value("GPP_A") == "two" and phone.value("GPP_B") == "b"
    page.get_by_role("link", name=f"Revision {newest + 2}", exact=True).click()
    eyes.look("revision")
    page.get_by_role("link", name="All revisions").click()
    page.get_by_role("button", name="Delete before").click()
    expect(notice(page)).to_contain_text("The savepoint is deleted; its revision stays.")


@case("scripts")
def a_restore_that_locks_out_waits_for_its_confirmation(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    phone.set(Web_Server_Port="8443")
    before = phone.revision()
    phone.set(Web_Server_Port="8080")
    page = eyes.page
    log_in(page, phone)
    page.goto(f"{phone.url}/history/{before}/restore")
    expect(page.get_by_role("row", name="Web Server Port")).to_contain_text("May lock you out")
    eyes.look("restore-lock-out")
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    assert phone.command("revert").splitlines()[0].find("revert of revision") > 0
    assert phone.value("Web_Server_Port") == "8080"


@case()
def the_page_reloads_when_the_time_is_over(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    close_admin_access(page)
    page.locator(".submit-details summary").click()
    page.get_by_label("Seconds to confirm").fill("10")
    submit(page)
    expect(page.get_by_text("No change waits for a confirmation.")).to_be_visible(timeout=30_000)
