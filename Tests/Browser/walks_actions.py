"""Direct actions as scripts send them, and import, export and backup as a person uses them."""

import pathlib
import re
import subprocess
import tarfile
import tempfile

import requests
from cases import case
from counterparts import ADMIN_PASSWORD
from playwright.sync_api import expect
from requests.auth import HTTPDigestAuth
from walks import log_in, notice

PROFILE = """<?xml version="1.0"?>
<flat-profile>
<Station_Name>Front desk</Station_Name>
<GPP_A>one &amp; two</GPP_A>
<XML_Password>do-not-show</XML_Password>
<Resync_Random_Dely>2</Resync_Random_Dely>
</flat-profile>
"""
LOCKING_OUT = b"""<flat-profile>
<Station_Name>Kitchen</Station_Name>
<Enable_Web_Admin_Access>No</Enable_Web_Admin_Access>
</flat-profile>
"""


def curl(*words, user=True):
    login = ["--user", f"admin:{ADMIN_PASSWORD}"] if user else []
    run = subprocess.run(["curl", "-sS", "-w", "\n%{http_code}", *login, *words], capture_output=True, text=True, check=True)
    body, status = run.stdout.rsplit("\n", 1)
    return int(status), body


def upload(page, label, name, content):
    page.get_by_label(label, exact=True).set_input_files({"name": name, "mimeType": "text/xml", "buffer": content})


def folder():
    return pathlib.Path(tempfile.mkdtemp(prefix="onhook-actions-"))


@case()
def scripts_of_real_phones_work_with_basic(bench):
    phone = bench.phone("--address-logins")
    phone.set_up()
    phone.set(Resync_On_Reset="No")
    for target in ("resync?http://127.0.0.1:1/a.xml?b=c&d=e", "resync?http%3A%2F%2F127.0.0.1%3A1%2Fa.xml",
                   "resync?(%22$A%22+eq+%22x%22)?/a.xml|/b.xml", "resync?/a.xml", "reboot"):
        status, body = curl(phone.url + "/admin/" + target)
        assert status == 200 and "<p>The phone" in body, (target, status, body)
    status, body = curl(phone.url + "/admin/ping?127.0.0.1")
    assert status == 200 and "answered" in body, body
    file = folder() / "profile.xml"
    file.write_text(PROFILE)
    status, body = curl("-d", f"@{file}", f"{phone.url}/admin/config.xml&xuser=admin&xpassword={ADMIN_PASSWORD}", user=False)
    assert status == 200 and "3 parameters changed" in body, (status, body)
    status, body = curl(phone.url + "/admin/cfg.xml")
    assert status == 200 and "<GPP_A" in body and "do-not-show" not in body
    logs = folder() / "log.tar"
    assert curl("-o", str(logs), phone.url + "/admin/log.tar")[0] == 200
    with tarfile.open(logs) as archive:
        assert "messages" in archive.getnames()
        assert b"do-not-show" not in b"".join(archive.extractfile(each).read() for each in archive)
    assert ADMIN_PASSWORD not in phone.log_text()


@case()
def scripts_of_real_phones_work_with_digest(bench):
    password = folder() / "password"
    password.write_text(ADMIN_PASSWORD)
    phone = bench.phone("--script-login", "digest", "--admin-password-file", str(password))
    address = phone.url + "/admin/resync?http://127.0.0.1:1/a.xml?b=c&d=e"
    assert phone.command("param", "set", "Resync_On_Reset=No") is not None
    for how in ("--digest", "--anyauth"):
        status, body = curl(how, address)
        assert status == 200 and "The phone resyncs." in body, (how, status, body)
    status, _ = curl(address)
    assert status == 401, "Basic is not what was chosen"
    status, _ = curl("--digest", "--user", "admin:wrong", address, user=False)
    assert status == 401
    with requests.Session() as session:
        session.auth = HTTPDigestAuth("admin", ADMIN_PASSWORD)
        for _ in range(3):
            answer = session.get(address)
            assert answer.status_code == 200 and "<p>" in answer.text, answer.text
        used = answer.request.headers["Authorization"]
    replayed = requests.get(address, headers={"Authorization": used})
    assert replayed.status_code == 401 and "stale=true" in replayed.headers["WWW-Authenticate"], replayed.headers
    subprocess.run(["wget", "-q", "-O", "/dev/null", "--user=admin", f"--password={ADMIN_PASSWORD}", phone.url + "/admin/status.xml"], check=True)


@case("scripts")
def a_profile_is_uploaded_looked_at_and_applied(bench):
    phone, eyes = bench.phone(), bench.eyes()
    phone.set_up()
    page = eyes.page
    log_in(page, phone)
    page.goto(phone.url + "/import")
    eyes.look("import")
    upload(page, "Profile", "desk.xml", b"no profile at all")
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("alert")).to_be_visible()
    eyes.look("import-refused")
    upload(page, "Profile", "<b>desk</b>.xml", PROFILE.encode())
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Import a Profile")
    expect(page.get_by_text("1 warning")).to_be_visible()
    expect(page.get_by_text("line 6", exact=False).first).to_be_visible()
    assert "do-not-show" not in page.content()
    assert phone.value("Station_Name") == ""
    eyes.look("import-preview")
    page.get_by_role("button", name="Apply these changes").click()
    expect(notice(page)).to_contain_text("3 parameters changed")
    assert phone.value("Station_Name") == "Front desk"


@case("scripts")
def a_profile_that_may_lock_out_is_applied_with_a_deadline(bench):
    phone, eyes = bench.phone(), bench.eyes()
    phone.set_up()
    page = eyes.page
    log_in(page, phone)
    page.goto(phone.url + "/import")
    upload(page, "Profile", "desk.xml", LOCKING_OUT)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.get_by_text("The administrator's pages are closed to every browser", exact=False)).to_be_visible()
    expect(page.get_by_role("row", name="Station Name")).to_contain_text("Applies now")
    expect(page.get_by_role("row", name="Enable Web Admin Access")).to_contain_text("May lock you out")
    eyes.look("import-lock-out")
    page.get_by_label("Seconds to confirm it").fill("5")
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_role("alert")).to_contain_text("A whole number of seconds is expected, 10 to 3600.")
    eyes.look("import-lock-out-refused", axe="once")
    page.get_by_label("Seconds to confirm it").fill("600")
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    assert phone.value("Station_Name") == "Kitchen"
    page.get_by_role("button", name="Take it back now").click()
    expect(notice(page)).to_contain_text("The old values are back.")
    assert (phone.value("Station_Name"), phone.value("Enable_Web_Admin_Access")) == ("", "Yes")


@case("scripts")
def what_changed_meanwhile_is_said(bench):
    phone, eyes = bench.phone(), bench.eyes()
    phone.set_up()
    page = eyes.page
    log_in(page, phone)
    page.goto(phone.url + "/import")
    upload(page, "Profile", "desk.xml", PROFILE.encode())
    page.get_by_role("button", name="Show what would change").click()
    phone.set(Station_Name="Kitchen")
    page.get_by_role("button", name="Apply these changes").click()
    expect(page.get_by_text("changed meanwhile", exact=False)).to_be_visible()
    assert phone.value("Station_Name") == "Kitchen"
    eyes.look("import-overtaken", axe="once")
    page.get_by_role("button", name="Apply these changes").click()
    expect(notice(page)).to_contain_text("3 parameters changed")


@case("scripts")
def a_phone_is_backed_up_and_restored(bench):
    phone, eyes = bench.phone(), bench.eyes(accept_downloads=True)
    phone.set_up()
    phone.set(Station_Name="Front desk", Resync_On_Reset="No")
    page = eyes.page
    log_in(page, phone)
    page.goto(phone.url + "/import")
    page.get_by_label("Pass phrase", exact=True).fill("correct horse")
    page.get_by_label("Confirm pass phrase").fill("correct horse")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the backup").click()
    assert re.fullmatch(r"8841-000e08aabbcc-\d{4}-\d\d-\d\d\.onhook", download.value.suggested_filename)
    file = pathlib.Path(download.value.path()).read_bytes()
    phone.set(Station_Name="Kitchen", GPP_B="new")
    for phrase, problem in (("wrong horse", "is not the one"), ("correct horse", None)):
        page.goto(phone.url + "/import")
        upload(page, "Backup", "phone.onhook", file)
        page.get_by_label("Pass phrase of the backup").fill(phrase)
        page.get_by_role("button", name="Open and check it").click()
        if problem:
            expect(page.get_by_role("alert")).to_contain_text(problem)
    expect(page.get_by_role("heading", level=1)).to_have_text("Restore a Backup")
    eyes.look("restore-preview")
    page.get_by_role("button", name="Restore it").click()
    expect(notice(page)).to_contain_text("The backup is restored: 2 parameters changed.")
    assert (phone.value("Station_Name"), phone.value("GPP_B")) == ("Front desk", "")


@case("scripts")
def a_backup_that_may_lock_out_is_restored_with_a_deadline(bench):
    phone, eyes = bench.phone(), bench.eyes()
    phone.set_up()
    phone.set(Enable_Web_Admin_Access="No")
    phrase = phone.directory / "phrase"
    phrase.write_text("correct horse\n")
    file = phone.directory / "phone.onhook"
    phone.command("backup", str(file), "--pass-phrase-file", str(phrase))
    phone.command("param", "set", "Enable_Web_Admin_Access=Yes", "Station_Name=Kitchen")
    page = eyes.page
    log_in(page, phone)
    page.goto(phone.url + "/import")
    upload(page, "Backup", "phone.onhook", file.read_bytes())
    page.get_by_label("Pass phrase of the backup").fill("correct horse")
    page.get_by_role("button", name="Open and check it").click()
    expect(page.get_by_label("Seconds to confirm it")).to_have_value("90")
    eyes.look("restore-backup-lock-out")
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    page.get_by_role("button", name="Take it back now").click()
    expect(notice(page)).to_contain_text("The old values are back.")
    assert (phone.value("Station_Name"), phone.value("Enable_Web_Admin_Access")) == ("Kitchen", "Yes")


@case("scripts")
def a_direct_action_asks_a_browser_first(bench):
    phone, eyes = bench.phone(), bench.eyes()
    phone.set_up()
    page = eyes.page
    log_in(page, phone)
    page.goto(phone.url + "/admin/ping?127.0.0.1")
    expect(page.get_by_role("button", name="Ping")).to_be_visible()
    page.get_by_role("button", name="Ping").click()
    expect(page.get_by_text("answered 4 of 4 requests", exact=False)).to_be_visible()
    eyes.look("ping", axe="once")
    page.goto(phone.url + "/admin/advanced")
    expect(page).to_have_url(re.compile("/voice/system"))
