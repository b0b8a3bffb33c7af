"""Changes that are prepared on several pages, reviewed, and applied at once."""

import json
import re
import urllib.error

from cases import case
from counterparts import USER_PASSWORD
from playwright.sync_api import expect
from walks import error_of, log_in, notice, submit


def save(page):
    page.get_by_role("button", name="Save to draft").click()


def bar(page):
    return page.get_by_role("region", name="Draft", exact=True)


def review(page):
    bar(page).get_by_role("link", name="Review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review changes")


def row(page, name):
    return page.locator(f"tr[id='draft-{name}']")


def apply(page):
    page.get_by_role("button", name=re.compile("^Apply ")).click()


def draft_cookie(eyes):
    found = [each for each in eyes.context.cookies() if each["name"].endswith("_draft")]
    assert len(found) == 1, found
    return found[0]


@case("scripts")
def changes_of_two_tabs_are_drafted_reviewed_and_applied_as_one_revision(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    expect(bar(page)).to_have_count(0)
    before = phone.revision()
    page.get_by_label("GPP A", exact=True).fill("ground <floor>")
    page.get_by_label("Resync Periodic", exact=True).fill("7200")
    save(page)
    expect(notice(page)).to_contain_text("Saved: 2 changes are in the draft.")
    expect(bar(page)).to_contain_text("2 unsaved changes")
    expect(page.get_by_label("GPP A", exact=True)).to_have_value("ground <floor>")
    expect(page.locator(".field.drafted")).to_have_count(2)
    eyes.look("draft-tab")
    page.goto(phone.url + "/voice/system")
    expect(bar(page)).to_contain_text("2 unsaved changes")
    page.get_by_label("Asset ID", exact=True).fill("4711")
    page.get_by_label("Web Server Port", exact=True).fill("8443")
    page.get_by_label("User Password", exact=True).fill(USER_PASSWORD)
    save(page)
    page.goto(phone.url + "/status")
    expect(bar(page)).to_contain_text("5 unsaved changes")
    eyes.look("draft-bar-status", axe="once")
    assert phone.revision() == before and phone.value("GPP_A") == "", "something was applied"
    review(page)
    expect(bar(page)).to_have_count(0)
    expect(page.get_by_role("region", name="When you apply them")).to_contain_text("The phone reboots")
    expect(row(page, "Asset_ID")).to_contain_text("Reboots")
    expect(row(page, "Web_Server_Port")).to_contain_text("May lock you out")
    expect(row(page, "GPP_A").get_by_role("cell").nth(1)).to_contain_text("ground <floor>")
    expect(row(page, "User_Password")).to_contain_text("not set")
    assert USER_PASSWORD not in page.content()
    eyes.look("draft-review")
    row(page, "Web_Server_Port").get_by_role("button", name="Discard").click()
    expect(row(page, "Web_Server_Port")).to_have_count(0)
    page.get_by_label("Note for the history (optional)").fill("before the move")
    apply(page)
    # A new password may lock somebody out.
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    phone.command("confirm")
    page.goto(phone.url + "/draft")
    expect(page.get_by_text("There are no unsaved changes.")).to_be_visible()
    eyes.look("draft-empty", axe="once")
    assert phone.value("GPP_A") == "ground <floor>" and phone.value("Asset_ID") == "4711"
    newest = json.loads(phone.ask("GET", "/api/v1/revisions?limit=1"))[0]
    assert newest["note"] == "before the move" and newest["change_count"] == 4, newest
    expect(bar(page)).to_have_count(0)


@case("scripts")
def what_somebody_else_has_changed_is_asked_about_value_by_value(bench):
    phone, eyes = bench.phone().set_up().set(GPP_A="old", GPP_B="old"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    for label in ("GPP A", "GPP B", "GPP C"):
        page.get_by_label(label, exact=True).fill("mine")
    save(page)
    phone.set(GPP_A="theirs", GPP_B="theirs")
    page.goto(phone.url + "/voice/provisioning")
    expect(bar(page)).to_contain_text("2 were changed by somebody else")
    before = phone.revision()
    # The tab alone is not submitted either.
    submit(page)
    expect(error_of(page, "GPP_A")).to_contain_text("changed by somebody else")
    assert phone.revision() == before
    eyes.look("draft-conflict-tab", axe="once")
    review(page)
    expect(page.get_by_role("group").first).to_contain_text("Changed by admin (API)")
    expect(page.get_by_role("group").first).to_contain_text("Before your draft it was: old")
    eyes.look("draft-conflict")
    page.get_by_role("group").first.get_by_label("Keep mine").check()
    apply(page)
    expect(page.get_by_role("alert")).to_contain_text("needs your answer")
    expect(page.get_by_role("group").first.get_by_label("Keep mine")).to_be_checked()
    assert phone.revision() == before, "nothing is applied until all is answered"
    page.get_by_role("group").nth(1).get_by_label("Take theirs").check()
    apply(page)
    expect(notice(page)).to_contain_text("2 changes are stored")
    assert [phone.value(f"GPP_{each}") for each in "ABC"] == ["mine", "theirs", "mine"]


@case("scripts")
def a_draft_survives_a_kill_and_a_restart_and_belongs_to_its_browser(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("GPP A", exact=True).fill("kept")
    save(page)
    expect(bar(page)).to_contain_text("1 unsaved change")
    cookie = draft_cookie(eyes)
    assert cookie["httpOnly"] and cookie["sameSite"] == "Strict" and cookie["expires"] > 0, cookie
    assert cookie["value"].encode() not in b"".join(
        each.read_bytes() for each in phone.directory.glob("onhook.db*")), "only a digest is stored"
    port = phone.url.rsplit(":", 1)[1]
    phone.process.kill()
    phone.process.wait(20)
    phone.log.close()
    phone.start(port)
    log_in(page, phone, path="/login?next=/voice/provisioning")
    expect(bar(page)).to_contain_text("1 unsaved change")
    expect(page.get_by_label("GPP A", exact=True)).to_have_value("kept")
    other = bench.eyes()
    log_in(other.page, phone, path="/login?next=/voice/provisioning")
    expect(bar(other.page)).to_have_count(0)
    expect(other.page.get_by_label("GPP A", exact=True)).to_have_value("")
    # A cookie that somebody made up has no draft, and does not become the name of one.
    other.context.add_cookies([{"name": cookie["name"], "value": "A" * 43, "url": phone.url}])
    other.page.get_by_label("GPP B", exact=True).fill("other")
    save(other.page)
    assert draft_cookie(other)["value"] not in ("A" * 43, cookie["value"])
    expect(bar(other.page)).to_contain_text("1 unsaved change")
    page.reload()
    expect(bar(page)).to_contain_text("1 unsaved change")
    bar(page).get_by_role("link", name="Discard").click()
    expect(page.get_by_text("Discard the one change?")).to_be_visible()
    eyes.look("draft-discard", axe="once")
    page.get_by_role("button", name="Discard").click()
    expect(notice(page)).to_contain_text("The draft is discarded.")
    assert phone.value("GPP_A") == ""
    other.page.reload()
    expect(bar(other.page)).to_contain_text("1 unsaved change")


@case("scripts")
def what_is_faulty_is_not_drafted_and_stays_in_the_form(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("Resync Periodic", exact=True).fill("soon")
    page.get_by_label("GPP A", exact=True).fill("typed")
    save(page)
    expect(error_of(page, "Resync_Periodic")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was drafted.")
    expect(page.get_by_label("GPP A", exact=True)).to_have_value("typed")
    expect(bar(page)).to_have_count(0)
    eyes.look("draft-refused", axe="once")
    page.get_by_label("Resync Periodic", exact=True).fill("60")
    save(page)
    expect(bar(page)).to_contain_text("2 unsaved changes")
    # What is put back leaves the draft.
    page.get_by_label("GPP A", exact=True).fill("")
    save(page)
    expect(bar(page)).to_contain_text("1 unsaved change")
    # The tab that is submitted takes its drafted values along.
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    expect(bar(page)).to_have_count(0)
    assert phone.value("Resync_Periodic") == "60"


@case("scripts")
def a_drafted_secret_is_applied_and_never_shown(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/phone")
    page.get_by_label("XML Password", exact=True).fill("Top-Secret-1")
    save(page)
    expect(page.locator(".field.drafted")).to_contain_text("A new value waits; it is not shown.")
    assert "Top-Secret-1" not in page.content()
    submit(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    assert json.loads(phone.ask("GET", "/api/v1/parameters/XML_Password"))["is_set"]


@case("scripts")
def the_account_user_drafts_what_it_may_change(bench):
    phone, eyes = bench.phone().set_up(USER_PASSWORD), bench.eyes()
    page = eyes.page
    log_in(page, phone, "user", path="/login?next=/voice/user")
    page.get_by_label("Hold Reminder Timer", exact=True).fill("30")
    save(page)
    review(page)
    eyes.look("draft-user", axe="once")
    apply(page)
    expect(notice(page)).to_contain_text("1 change is stored")
    assert phone.value("Hold_Reminder_Timer") == "30"
    try:
        phone.ask("PUT", "/api/v1/drafts/mine", b'{"Admin_Password": "Correct-horse-9"}', account="user")
        raise AssertionError("the user has drafted the administrator's password")
    except urllib.error.HTTPError as error:
        assert error.code == 422, error.code


@case()
def a_forged_form_does_nothing(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("GPP A", exact=True).fill("kept")
    save(page)
    for path, form in (("/draft", {}), ("/draft/discard", {"all": "yes"}), ("/voice/provisioning", {"draft": "save"})):
        answer = page.request.post(phone.url + path, form={**form, "csrf_token": "forged"})
        assert answer.status == 403, (path, answer.status)
    page.goto(phone.url + "/status")
    expect(bar(page)).to_contain_text("1 unsaved change")
    assert phone.value("GPP_A") == ""


@case()
def a_script_drafts_by_name(bench):
    phone = bench.phone().set_up()

    def ask(method, path, body=None):
        return json.loads(phone.ask(method, "/api/v1/drafts" + path, json.dumps(body).encode() if body is not None else None))

    draft = ask("PUT", "/move-1", {"GPP_A": "a", "Asset_ID": "7"})
    assert [each["name"] for each in draft["changes"]] == ["Asset_ID", "GPP_A"], draft
    assert [each["effect"] for each in draft["effects"]] == ["reboots"], draft
    phone.set(GPP_A="theirs")
    assert ask("GET", "/move-1")["conflicts"] == 1
    try:
        ask("POST", "/move-1/apply", {})
        raise AssertionError("a conflict was passed over")
    except urllib.error.HTTPError as error:
        assert error.code == 409 and json.loads(error.read())["conflicts"] == ["GPP_A"]
    done = ask("POST", "/move-1/apply", {"answers": {"GPP_A": "mine"}, "note": "by a script"})
    assert done["revision"]["note"] == "by a script", done
    assert phone.value("GPP_A") == "a" and ask("GET", "") == []
