"""Provisioning with its reasons, Webex onboarding, and the phone's own screen."""

import http.server
import json
import pathlib
import re
import struct
import ssl
import subprocess
import tempfile
import threading

from cases import case
from counterparts import authority
from playwright.sync_api import expect
from walks import PROFILE, error_of, log_in, notice, resync, section, submit

HOSTILE = "<script>document.title='caught'</script><img src=x onerror=\"document.title='caught'\">"


def unharmed(page):
    """Nothing of what came from outside became markup."""
    assert "caught" not in page.title(), page.title()
    assert page.locator("main img, main script").count() == 0


def explanation(page, name):
    return page.locator(f"[id='{name}-explanation']")


def type_rule(bench, page, name, text):
    """Types a rule; without scripts its meaning is asked for by the button."""
    field = page.locator(f"[id='{name}']")
    field.fill(text)
    if not bench.scripts:
        page.locator(".field", has=field).get_by_role("button", name="Explain").click()


def reload_until(bench, page, locator):
    """Waits for something to come; without scripts by reloading, as a person does."""
    while not bench.scripts and not locator.count():
        page.get_by_role("link", name="Reload").first.click()
    expect(locator.first).to_be_visible()


# Dry runs


@case("scripts")
def a_dry_run_is_shown_and_then_applied_as_it_was_shown(bench):
    server = bench.profiles({"000e08aabbcc.xml": PROFILE})
    phone, eyes = bench.phone().set_up().set(Profile_Rule=f"{server.url}/$MA.xml"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    before = phone.revision()
    section(page, "Resync").get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Dry run")
    apply = page.get_by_role("button", name="Apply this")
    reload_until(bench, page, apply)
    expect(page.locator("[data-summary]")).to_have_text("The resync would succeed: 4 parameters would change.")
    row = page.get_by_role("row", name=re.compile("Station Name"))
    expect(row).to_contain_text("Front desk")
    expect(page.locator(".warnings").first).to_contain_text("Resync_Random_Dely")
    expect(page.locator(".warnings").first).to_contain_text("ine 7")
    assert phone.revision() == before and phone.value("Station_Name") != "Front desk"
    eyes.look("dry-run")
    # The server has another profile by now: what was shown is applied all the same.
    server.write("000e08aabbcc.xml", PROFILE.replace("Front desk", "Later"))
    apply.click()
    expect(notice(page)).to_contain_text("The dry run is applied: 4 parameters were changed.")
    assert phone.value("Station_Name") == "Front desk"
    origin = json.loads(phone.ask("GET", "/api/v1/parameters/Station_Name"))["origin"]
    assert origin == f"{server.url}/000e08aabbcc.xml, line 4", origin
    expect(page.locator(".notice.info")).to_contain_text("This was applied.")
    expect(apply).to_have_count(0)
    eyes.look("dry-run-applied", axe=False)


@case("scripts")
def a_dry_run_that_may_lock_out_is_applied_with_a_deadline(bench):
    server = bench.profiles({"a.xml": PROFILE.replace(
        "</flat-profile>", "<Enable_Web_Admin_Access>No</Enable_Web_Admin_Access></flat-profile>")})
    phone, eyes = bench.phone().set_up().set(Profile_Rule=f"{server.url}/a.xml"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    section(page, "Resync").get_by_role("button", name="Dry run").click()
    apply = page.get_by_role("button", name="Apply this")
    reload_until(bench, page, apply)
    expect(page.get_by_role("row", name="Enable Web Admin Access")).to_contain_text("May lock you out")
    expect(page.get_by_role("row", name="Station Name")).to_contain_text("Applies now")
    expect(page.get_by_text("The administrator's pages are closed to every browser", exact=False)).to_be_visible()
    eyes.look("dry-run-lock-out")
    page.get_by_label("Seconds to confirm it").fill("soon")
    apply.click()
    expect(page.get_by_role("alert")).to_contain_text("A whole number of seconds is expected, 10 to 3600.")
    expect(page.get_by_label("Seconds to confirm it")).to_have_value("soon")
    page.get_by_label("Seconds to confirm it").fill("600")
    apply.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm or take back")
    page.get_by_role("button", name="Take it back now").click()
    expect(notice(page)).to_contain_text("The old values are back.")
    assert phone.value("Station_Name") != "Front desk"


@case("scripts")
def a_dry_run_of_a_configuration_that_changed_is_not_applied(bench):
    server = bench.profiles({"a.xml": PROFILE})
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("One-time profile rule").fill(f"[--uid Geheim --pwd Geheim] {server.url}/a.xml")
    page.get_by_role("button", name="Dry run").click()
    apply = page.get_by_role("button", name="Apply this")
    reload_until(bench, page, apply)
    assert "Geheim" not in page.content()
    expect(page.locator("dd code", has_text="--uid ********").first).to_be_visible()
    token = page.locator("main input[name=csrf_token]").first.get_attribute("value")
    address = page.url
    phone.set(GPP_P="meanwhile")
    answer = page.request.post(
        address + "/apply", form={"csrf_token": token}, headers={"Accept": "text/html", "Origin": phone.url})
    assert answer.status == 409, answer.status
    assert "the configuration was changed meanwhile" in answer.text()
    page.goto(address)
    expect(page.locator(".notice.info")).to_contain_text("the configuration was changed meanwhile")
    expect(apply).to_have_count(0)
    assert phone.value("Station_Name") != "Front desk"


@case()
def a_dry_run_that_takes_its_time_shows_how_it_goes_on(bench):
    gate = bench.gate(PROFILE)
    server = bench.profiles({}, gate)
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("One-time profile rule").fill(f"{server.url}/slow/$MA.xml")
    page.get_by_role("button", name="Dry run").click()
    expect(page.locator(".running")).to_contain_text(f"fetching {server.url}/slow/000e08aabbcc.xml")
    expect(page.get_by_role("button", name="Apply this")).to_have_count(0)
    eyes.look("dry-run-running")
    gate.opened.set()
    expect(page.get_by_role("button", name="Apply this")).to_be_visible()
    expect(page.locator("[data-announcer]")).to_contain_text("The resync would succeed")


@case("scripts")
def what_servers_say_is_no_markup(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    hostile = Hostile()
    try:
        log_in(page, phone, path="/login?next=/voice/provisioning")
        page.get_by_label("One-time profile rule").fill(f"{hostile.url}/a.xml")
        page.get_by_role("button", name="Dry run").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Dry run")
        reload_until(bench, page, page.locator(".badge-B, .badge-C"))
        for details in page.locator("details").all():
            details.evaluate("each => each.open = true")
        unharmed(page)
        page.goto(phone.url + "/voice/provisioning")
        resync(page, f"{hostile.url}/a.xml")
        page.goto(phone.url + "/attempts")
        expect(page.locator(".attempt")).to_have_count(1)
        unharmed(page)
    finally:
        hostile.close()


class Hostile(http.server.ThreadingHTTPServer):
    """Answers every request with markup where a profile should be, also in its headers."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), HostileHandler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.shutdown()
        self.server_close()


class HostileHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = f"<flat-profile>\n<{HOSTILE}>&{HOSTILE};</flat-profile>".encode()
        self.send_response(200, HOSTILE)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Server", HOSTILE)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


# Explanations


@case("scripts")
def rules_and_schedules_are_explained_as_they_are_typed(bench):
    phone, eyes = bench.phone().set_up().set(GPP_A="desk"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    before = phone.revision()
    expect(explanation(page, "Profile_Rule")).to_contain_text("no DHCP client of this machine has told of one")
    expect(explanation(page, "Resync_Periodic")).to_contain_text("After a success it resyncs every 3600 s (1 h).")
    for name, text, sentence in (
            ("Profile_Rule", '("$PN" eq "other")? http://a/ | [--key Geheim]http://h/$A.xml',
             "Fetches http://h/desk.xml, sealed with the key"),
            ("Resync_Error_Retry_Delay", "10,20,60", "tries again after 10 s, 20 s, then every 60 s (1 min)"),
            ("Resync_At__HHmm_", "0730", "Resyncs every day at 07:30"),
            ("Resync_Trigger_1", "$PRVTMR ge 0", "True now"),
            ("Report_Rule", "[--delta]http://h/r", "Sends what has changed since the last report to http://h/r"),
            ("Upgrade_Rule", "http://h/sip88xx.12-0-8MPP0001-1.loads", "Fetches the load"),
            ("Custom_CA_Rule", "http://h/ca.pem", "Fetches the certificates"),
            ("Profile_Rule_B", "(1 eq", "column"),
            ("Profile_Rule_C", f"http://h/{HOSTILE}", "column"),
            ("Profile_Rule_D", "http://h/" + 10_240 * "x", "")):
        type_rule(bench, page, name, text)
        expect(explanation(page, name)).to_contain_text(sentence)
        # What was typed is there, also after the button.
        expect(page.locator(f"[id='{name}']")).to_have_value(text)
        unharmed(page)
    page.locator("[id='Profile_Rule-explanation'] summary").click()
    for text in ("Alternatives", "chosen", "http://h/desk.xml", "--key ********"):
        expect(explanation(page, "Profile_Rule")).to_contain_text(text)
    expect(explanation(page, "Profile_Rule")).not_to_contain_text("Geheim")
    # The others count as they are typed: the period is not used any more.
    type_rule(bench, page, "Resync_Periodic", "600")
    expect(explanation(page, "Resync_Periodic")).to_contain_text("Not used, because Resync At names a time of day.")
    eyes.look("provisioning-explained")
    if bench.scripts:
        expect(page.get_by_role("button", name="Explain")).to_have_count(0)
    assert phone.revision() == before
    phone.set(Profile_Rule="[--pwd Geheim] http://h/x")
    page.goto(phone.url + "/voice/provisioning")
    assert "Geheim" not in page.content()


@case()
def the_return_key_submits_where_scripts_are_off(bench):
    bench.scripts = False
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.locator("#Resync_Periodic").fill("777")
    page.locator("#Resync_Periodic").press("Enter")
    expect(notice(page)).to_contain_text("1 change is stored")
    assert phone.value("Resync_Periodic") == "777"


@case("scripts")
def a_one_time_rule_is_explained(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("One-time profile rule").fill("https://ps.example.com/$MA.xml")
    if not bench.scripts:
        section(page, "Resync").get_by_role("button", name="Explain").click()
    expect(explanation(page, "resync-rule")).to_contain_text("Fetches https://ps.example.com/000e08aabbcc.xml.")
    expect(page.get_by_label("One-time profile rule")).to_have_value("https://ps.example.com/$MA.xml")


# Attempts and buttons


@case("scripts")
def all_attempts_are_listed_page_by_page(bench):
    server = bench.profiles({"a.xml": PROFILE})
    phone, eyes = bench.phone().set_up(), bench.eyes()
    for _ in range(23):
        phone.ask("POST", "/api/v1/resync", json.dumps({"rule": f"{server.url}/a.xml"}).encode())
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    recent = section(page, "Resync").locator("#recent-attempts")
    recent.locator("> summary").click()
    expect(recent.locator(".attempt")).to_have_count(5)
    recent.locator("#attempt-23 > summary").click()
    for text in ("Rule as written", "chosen", "200", "elements read"):
        expect(recent.locator("#attempt-23 .story")).to_contain_text(text)
    eyes.look("provisioning-attempts")
    recent.get_by_role("link", name="All attempts").click()
    expect(page.locator(".attempt")).to_have_count(20)
    expect(page.get_by_role("link", name="Newer attempts")).to_have_count(0)
    eyes.look("attempts")
    page.get_by_role("link", name="Earlier attempts").click()
    expect(page.locator(".attempt")).to_have_count(3)
    expect(page.locator("#attempts-heading")).to_have_text("Attempts 3 to 1, newest first")
    expect(page.get_by_role("link", name="Earlier attempts")).to_have_count(0)
    page.get_by_role("link", name="Newer attempts").click()
    expect(page.locator("#attempt-23")).to_be_visible()


@case("scripts")
def upgrade_and_reboot_ask_before_they_interrupt(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    panel = section(page, "Firmware and restart")
    panel.get_by_label("Load, for this once").fill("(1 eq")
    panel.get_by_role("button", name="Upgrade now").click()
    expect(error_of(page, "upgrade-url")).to_contain_text("column")
    expect(panel.get_by_label("Load, for this once")).to_have_value("(1 eq")
    panel.get_by_label("Load, for this once").fill("http://127.0.0.1:1/sip88xx.12-0-8MPP0001-1.loads")
    panel.get_by_role("button", name="Upgrade now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Upgrade")
    expect(page.locator("dd code")).to_have_text("http://127.0.0.1:1/sip88xx.12-0-8MPP0001-1.loads")
    eyes.look("upgrade-asked", axe="once")
    assert not json.loads(phone.ask("GET", "/api/v1/upgrades")), "nothing was asked of anybody yet"
    page.get_by_role("button", name="Upgrade", exact=True).click()
    expect(notice(page)).to_contain_text("The phone upgrades as soon as no line is in use.")
    page.goto(phone.url + "/voice/provisioning")
    section(page, "Firmware and restart").get_by_role("button", name="Reboot").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reboot")
    page.get_by_role("link", name="Cancel").click()
    page.goto(phone.url + "/voice/provisioning")
    section(page, "Firmware and restart").get_by_role("button", name="Reboot").click()
    page.get_by_role("button", name="Reboot").click()
    expect(notice(page)).to_contain_text("The phone reboots")


@case()
def provisioning_follows_a_resync(bench):
    gate = bench.gate(PROFILE)
    server = bench.profiles({}, gate)
    phone, eyes = bench.phone().set_up().set(Profile_Rule=f"{server.url}/slow/a.xml"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/voice/provisioning")
    page.get_by_label("One-time profile rule").fill("being typed")
    phone.ask("POST", "/api/v1/resync", b'{"wait": false}')
    expect(page.locator(".resync .running")).to_contain_text("fetching")
    gate.opened.set()
    expect(page.locator(".resync .running")).to_have_count(0)
    expect(page.locator(".resync .facts .badge-A")).to_be_visible()
    expect(page.locator("dt:text-is('Next resync') + dd time[data-countdown]")).to_be_visible()
    # What somebody types meanwhile stays.
    expect(page.get_by_label("One-time profile rule")).to_have_value("being typed")


@case("scripts")
def the_account_user_resyncs_by_the_stored_rules_only(bench):
    server = bench.profiles({"a.xml": PROFILE})
    phone = bench.phone().set_up("Battery-staple-8").set(Profile_Rule=f"{server.url}/a.xml")
    eyes = bench.eyes()
    page = eyes.page
    log_in(page, phone, "user", path="/login?next=/voice/provisioning")
    expect(page.get_by_label("One-time profile rule")).to_have_count(0)
    expect(page.get_by_role("button", name="Dry run")).to_have_count(0)
    expect(section(page, "Firmware and restart")).to_have_count(0)
    token = page.locator("main input[name=csrf_token]").first.get_attribute("value")
    for path, form in (("/resync", {"rule": f"{server.url}/other.xml"}),
                       ("/resync", {"rule": f"{server.url}/other.xml", "do": "dry-run"}),
                       ("/resync", {"do": "dry-run"}), ("/explanation", {"explain": "Profile_Rule"}),
                       ("/phone-screen/profile-rule", {"rule": "/x.xml"}), ("/phone-screen/reboot", {})):
        answer = page.request.post(phone.url + path, form=form | {"csrf_token": token}, headers={"Origin": phone.url})
        assert answer.status == 403, (path, form, answer.status)
    assert json.loads(phone.ask("GET", "/api/v1/attempts")) == []
    page.goto(phone.url + "/phone-screen")
    page.get_by_role("link", name="Device administration").click()
    page.get_by_role("link", name="Profile rule").click()
    expect(page.locator("#screen-field")).to_have_count(0)
    page.get_by_role("button", name="Resync").click()
    expect(page.locator("#screen-heading")).to_have_text("Progress")
    while not bench.scripts and "succeeded" not in page.locator("[data-summary]").inner_text():
        page.get_by_role("link", name="Reload").click()
    expect(page.locator("[data-summary]")).to_contain_text("succeeded")
    phone.set(User_Configurable_Resync="No")
    page.goto(phone.url + "/phone-screen/administration")
    expect(page.get_by_role("link", name="Profile rule")).to_have_count(0)


# The phone's own screen


@case("scripts")
def a_rule_is_typed_on_the_phone_itself(bench):
    server = bench.profiles({"a.xml": PROFILE})
    phone, eyes = bench.phone().set_up().set(Profile_Rule="[--key Geheim] http://h/x"), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/status")
    page.get_by_role("link", name="Phone Screen").click()
    expect(page.locator("#screen-heading")).to_have_text("Applications")
    eyes.look("phone-screen")
    page.get_by_role("link", name="Device administration").click()
    eyes.look("phone-screen-administration", axe="once")
    page.get_by_role("link", name="Profile rule").click()
    expect(page.locator(".screen")).to_contain_text("[--key ********] http://h/x")
    assert "Geheim" not in page.content()
    field = page.get_by_label("Profile rule, for this once")
    field.fill(f"(1 eq {HOSTILE}")
    page.get_by_role("button", name="Resync").click()
    expect(page.locator("#screen-error")).to_contain_text("column")
    expect(field).to_have_value(f"(1 eq {HOSTILE}")
    unharmed(page)
    eyes.look("phone-screen-refused")
    field.fill(f"{server.url}/a.xml")
    page.get_by_role("button", name="Resync").click()
    expect(page.locator("#screen-heading")).to_have_text("Progress")
    while not bench.scripts and "succeeded" not in page.locator("[data-summary]").inner_text():
        page.get_by_role("link", name="Reload").click()
    expect(page.locator("[data-summary]")).to_contain_text("The last resync succeeded")
    eyes.look("phone-screen-progress", axe="once")
    page.goto(phone.url + "/phone-screen/status")
    expect(page.locator(".screen")).to_contain_text("00:0e:08:aa:bb:cc")
    eyes.look("phone-screen-status", axe="once")
    # Without scheme and server it is TFTP of the host that asks, where nobody listens.
    page.goto(phone.url + "/phone-screen/profile-rule")
    field.fill("/desk.xml")
    page.get_by_role("button", name="Resync").click()
    while not bench.scripts and "fetching" not in page.locator("[data-summary]").inner_text():
        page.get_by_role("link", name="Reload").click()
    expect(page.locator("[data-summary]")).to_contain_text("fetching tftp://127.0.0.1/desk.xml")


@case()
def the_phone_screen_is_used_with_its_keys(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/phone-screen")
    page.keyboard.press("2")
    expect(page.locator("#screen-heading")).to_have_text("Device administration")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.digit") == "2"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#screen-heading")).to_have_text("Profile rule")
    # The field has the focus: digits are typed, Esc goes back.
    page.keyboard.type("192.0.2.1/2")
    expect(page.locator("#screen-field")).to_have_value("192.0.2.1/2")
    page.keyboard.press("Escape")
    expect(page.locator("#screen-heading")).to_have_text("Device administration")
    page.keyboard.press("2")
    expect(page.locator("#screen-heading")).to_have_text("Reboot")
    page.keyboard.press("Escape")
    expect(page.locator("#screen-heading")).to_have_text("Device administration")
    page.keyboard.press("3")
    expect(page.locator("#screen-heading")).to_have_text("Factory reset")
    eyes.look("phone-screen-factory-reset", axe="once")


@case("scripts")
def the_phone_screen_reboots_and_resets(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/phone-screen/reboot")
    page.get_by_role("button", name="Reboot").click()
    expect(notice(page)).to_contain_text("The phone reboots")
    page.goto(phone.url + "/phone-screen/factory-reset")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set Password")


# Onboarding


class Codes(http.server.ThreadingHTTPServer):
    """An activation service: one code is known, another one was used, all others are unknown."""

    daemon_threads = True

    def __init__(self, rule):
        self.rule = rule
        self.opened = threading.Event()
        self.opened.set()
        self.folder = tempfile.TemporaryDirectory()
        folder = pathlib.Path(self.folder.name)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=codes", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", folder / "key", "-out", folder / "pem"],
            check=True, capture_output=True)
        super().__init__(("127.0.0.1", 0), CodesHandler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "pem", folder / "key")
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.authority = str(folder / "pem")
        self.address = f"127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.opened.set()
        self.shutdown()
        self.server_close()
        self.folder.cleanup()


class CodesHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        wish = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.opened.wait(60)
        known = wish["code"] == "1234567890123456"
        body = b""
        if known:
            body = json.dumps({"profile_rule": self.server.rule, "webex_onboarding": "onboarded"}).encode()
        self.send_response(200 if known else 409 if wish["code"] == "#4711" else 404, HOSTILE)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@case("scripts")
def a_phone_is_onboarded_by_a_code(bench):
    server = bench.profiles({"000e08aabbcc.xml": PROFILE})
    codes = Codes(f"{server.url}/$MA.xml")
    try:
        phone, eyes = bench.phone("--activation-host", codes.address).set_up(), bench.eyes()
        trust(phone, codes)
        page = eyes.page
        log_in(page, phone, path="/login?next=/voice/phone")
        panel = section(page, "Activation code")
        expect(panel).to_contain_text("Not onboarded")
        expect(panel).to_contain_text(f"A code is sent to {codes.address}.")
        eyes.look("onboarding", axe="once")
        for code, sentence in (("4", "16 digits"), (HOSTILE, "digits only"), ("#4711", "it was used before"),
                               ("1111 2222 3333 4444", "the service does not know it")):
            panel.get_by_label("Code").fill(code)
            panel.get_by_role("button", name="Activate").click()
            expect(error_of(page, "activation-code")).to_contain_text(sentence)
            unharmed(page)
            assert "1111" not in page.content()
        if bench.scripts:
            codes.opened.clear()
            other = eyes.context.new_page()
            other.goto(phone.url + "/voice/phone")
        # The phone's own screen takes it as well.
        page.goto(phone.url + "/phone-screen")
        page.get_by_role("link", name="Activation code").click()
        page.get_by_role("textbox", name="Code").fill("1234-5678-9012-3456")
        if bench.scripts:
            page.get_by_role("button", name="Continue").click(no_wait_after=True)
            expect(other.locator(".cloud-pending").first).to_be_visible()
            expect(other.locator(".resync .onboarding")).to_contain_text("Onboarding")
            expect(section(other, "Activation code")).to_contain_text("The code is being exchanged")
            codes.opened.set()
            expect(section(other, "Activation code").locator(".cloud-on")).to_be_visible()
            other.close()
        else:
            page.get_by_role("button", name="Continue").click()
        expect(page.locator("#screen-heading")).to_have_text("Progress")
        page.goto(phone.url + "/voice/phone")
        expect(panel).to_contain_text("Onboarded")
        expect(panel).to_contain_text("GDS-Acquired")
        expect(panel).to_contain_text("Nothing: this phone is provisioned.")
        expect(panel.get_by_label("Code")).to_have_count(0)
        eyes.look("onboarded", axe=False)
        assert phone.value("Station_Name") == "Front desk"
    finally:
        codes.close()


def trust(phone, codes):
    """Lets the phone trust the certificate of the service: a custom CA that an administrator installs."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), files(codes.authority)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        phone.command("updateca", f"http://127.0.0.1:{server.server_address[1]}/ca.pem")
        server.shutdown()


def files(path):
    body = pathlib.Path(path).read_bytes()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words):
            pass

    return Handler


@case("scripts")
def the_screen_can_be_had_as_a_picture(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    phone.set(Station_Name="前台 Empfang", User_ID_1_="4711")
    log_in(page, phone, path="/login?next=/phone-screen/administration")
    link = page.get_by_role("link", name="Picture of this screen")
    assert link.get_attribute("href") == "/admin/screendump.bmp?screen=administration"
    for address in (link.get_attribute("href"), "/admin/screendump.bmp?ver=1"):
        answer = page.request.get(phone.url + address)
        assert answer.status == 200 and answer.headers["content-type"] == "image/bmp", answer.text()
        picture = answer.body()
        size, start, width, height, depth = struct.unpack("<2xI4xI4xii2xH", picture[:30])
        assert (size, start, width, height, depth) == (len(picture), 54, 800, 480, 24), picture[:54]
        assert len(set(picture[start:])) > 20, "something is drawn"
