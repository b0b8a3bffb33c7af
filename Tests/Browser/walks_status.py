"""Info: Status and Network Statistics as they stand and as they change, Debug Info, the numbers for monitoring."""

import http.client
import json
import pathlib
import re
import socket
import urllib.error
import urllib.request
import xml.etree.ElementTree

from cases import case
from counterparts import ADMIN_PASSWORD
from looks import SHOTS
from playwright.sync_api import expect
from prometheus_client.parser import text_string_to_metric_families
from walks import log_in, notice, section, value_of

SECTIONS = [
    "System Information", "IPv4 Information", "IPv6 Information", "DHCP Information", "Reboot History",
    "Product Information", "Downloaded Locale Package", "Phone Status", "Dot1x Authentication",
    *[f"Ext {line} Status" for line in range(1, 11)], "Call Status", "Paging Status", "TR-069 Status", "PRT Status",
    "Custom CA Status"]


def kernel(path):
    return pathlib.Path(path).read_text().strip()


@case("scripts")
def status_shows_every_section_of_the_phone(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    headings = page.locator("main h2").all_inner_texts()
    shown = [each for each in SECTIONS if not each.startswith("Ext ")]
    shown.insert(shown.index("Call Status"), "Ext 1 to 10 Status")
    assert headings == ["Provisioning Status", *shown], headings
    expect(value_of(page, "Ext 1 to 10 Status", "Ext 10")).to_have_text("Not Registered: Onhook has no SIP stack")
    expect(value_of(page, "TR-069 Status", "TR-069 Feature")).to_have_text("Not enabled: Onhook has no TR-069 client")
    expect(value_of(page, "Product Information", "Configuration Version")).to_have_text(re.compile("^revision [0-9]+$"))
    login = value_of(page, "Phone Status", "Last Successful Login")
    expect(login).to_have_text(re.compile(r"^(just now|.+ ago), admin from 127\.0\.0\.1$"))
    expect(login.locator("time")).to_have_attribute("title", re.compile("[0-9]{4}"))
    # What nobody can know is folded away, and is still there.
    unknown = section(page, "Phone Status").locator("details.unknown")
    expect(unknown).not_to_have_attribute("open", "")
    unknown.locator("summary").press("Enter")
    expect(unknown.locator("dt", has_text="SIP Messages Sent")).to_be_visible()
    expect(unknown.locator("dd").first).to_have_text("not available")
    eyes.look("status-sections")


@case()
def status_follows_what_changes_without_a_reload(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.evaluate("window.untouched = true")
    unknown = section(page, "Phone Status").locator("details.unknown")
    unknown.locator("summary").press("Enter")
    clock = value_of(page, "Phone Status", "Current Time")
    before = clock.inner_text()
    phone.set(Host_Name="renamed", EXT_IP="198.51.100.7", Time_Format="24hr", Time_Zone="GMT+09:00")
    expect(value_of(page, "System Information", "Host Name")).to_have_text("renamed")
    expect(value_of(page, "Phone Status", "External IP")).to_have_text("198.51.100.7")
    expect(clock).to_have_text(re.compile(r"^[0-9]{2}/[0-9]{2}/[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"))
    assert clock.inner_text() != before
    try:
        urllib.request.urlopen(urllib.request.Request(
            phone.url + "/status", headers={"Authorization": "Basic YWRtaW46d3Jvbmc="}))
    except urllib.error.HTTPError as error:
        assert error.code == 401, error
    expect(value_of(page, "Phone Status", "Last Failed Login")).to_have_text(re.compile(", admin from 127"))
    assert page.evaluate("window.untouched")
    expect(unknown).to_have_attribute("open", "")


@case("scripts")
def network_statistics_are_those_of_the_kernel(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.get_by_role("link", name="Network Statistics").click()
    headings = page.locator("main h2").all_inner_texts()
    assert headings[:3] == ["Ethernet Information", "Network Port Information", "Access Port Information"], headings
    for path in pathlib.Path("/sys/class/net").iterdir():
        if path.name == "lo":
            continue
        for label, file in [("Received Packets", "rx_packets"), ("Sent Bytes", "tx_bytes"), ("Receive Drops", "rx_dropped")]:
            before = int(kernel(path / "statistics" / file))
            if not bench.scripts:
                page.reload()
            expect(value_of(page, f"Interface {path.name}", label)).to_have_text(re.compile("^[0-9]+$"))
            shown = int(value_of(page, f"Interface {path.name}", label).inner_text())
            assert shown <= int(kernel(path / "statistics" / file)), (path, label)
            assert bench.scripts or before <= shown, (path, label, before, shown)
    eyes.look("network-statistics")


@case("scripts")
def a_problem_is_reported_with_its_day_and_kind(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.get_by_role("link", name="Debug Info").click()
    expect(section(page, "Packet Capture")).to_contain_text("Not available: a capture needs the right")
    eyes.look("debug-info")
    page.get_by_role("link", name="Generate PRT").click()
    eyes.look("report-problem")
    # A browser holds back what is missing; a script does not.
    if bench.scripts:
        page.get_by_label("Select Problem").evaluate("each => each.form.noValidate = true")
        page.get_by_label("What happened").fill('no "tone" <b>')
        page.get_by_role("button", name="Submit").click()
        expect(page.locator("#problem-error")).to_contain_text("Choose the problem from the list.")
        expect(page.get_by_label("What happened")).to_have_value('no "tone" <b>')
        eyes.look("report-problem-refused")
    page.get_by_label("Select Problem").select_option("Calls")
    page.get_by_label("What happened").fill('no "tone" <b>')
    page.get_by_role("button", name="Submit").click()
    expect(notice(page)).to_contain_text("probrep-")
    record = json.loads(phone.ask("GET", "/api/v1/status"))["problem_report"]
    assert re.fullmatch(r'Calls, seen [0-9-]{10} [0-9:]{5} UTC: no "tone" <b>', record["description"]), record
    with page.expect_download() as download:
        notice(page).get_by_role("link").click()
    assert download.value.suggested_filename == record["file"]


@case("scripts")
def log_files_are_read_newest_first(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    for number in range(130):
        phone.ask("POST", "/api/v1/resync", json.dumps({"rule": f"http://u:secret@127.0.0.1:9/{number}.xml"}).encode())
    log_in(page, phone)
    page.get_by_role("link", name="Debug Info").click()
    rows = section(page, "Console Logs").locator("dd a").all_inner_texts()
    assert rows[0].startswith("messages (20") and rows[1].startswith("messages.1 (20") and rows[-1] == "messages.txt", rows
    starts = [re.search(r"\((\d{4}-\d\d-\d\d \d\d:\d\d) – ", row)[1] for row in rows[:-1]]
    assert starts == sorted(starts, reverse=True), starts
    newest = page.request.get(phone.url + "/status/logs/messages").text()
    assert "/129.xml" in newest and "secret" not in newest, newest[-400:]
    assert page.request.get(phone.url + "/status/logs/messages.99").status == 404
    assert page.request.get(phone.url + "/status/logs/..%2f..%2fonhook.db").status in (400, 404)
    with page.expect_download() as download:
        page.get_by_role("link", name="messages.txt").click()
    assert "secret" not in pathlib.Path(download.value.path()).read_text()


@case()
def pages_that_are_reloaded_fast_still_follow(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    for _ in range(80):
        page.goto(phone.url + "/status")
    phone.set(Host_Name="still-followed")
    expect(value_of(page, "System Information", "Host Name")).to_have_text("still-followed")
    expect(page.locator("[data-ended]")).to_be_hidden()


@case()
def the_print_of_status_is_whole(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(section(page, "Phone Status").locator("dt", has_text="SIP Messages Sent")).to_be_visible()
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.pdf(path=SHOTS / "status-print.pdf", format="A4")
    page.screenshot(path=SHOTS / "status-print.png", full_page=True)


@case()
def the_numbers_for_monitoring_are_prometheus_own(bench):
    phone = bench.phone().set_up()
    text = urllib.request.urlopen(phone.url + "/metrics").read().decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["onhook_resync_attempts"].type == "counter", families["onhook_resync_attempts"]
    assert families["onhook_store_size_bytes"].samples[0].value > 4096
    assert families["process_start_time_seconds"].samples[0].value > 1_700_000_000
    for name, family in families.items():
        assert family.documentation and family.type in ("gauge", "counter"), family
        assert len(family.samples) <= 20, family
    for secret in (ADMIN_PASSWORD, "scrypt", "$"):
        assert secret not in text
    assert urllib.request.urlopen(phone.url + "/healthz").read() == b"ok\n"


@case()
def status_xml_has_every_section(bench):
    phone = bench.phone().set_up().set(Host_Name="a-b", Station_Name='<x>&"')
    root = xml.etree.ElementTree.fromstring(phone.ask("GET", "/status.xml"))
    names = [child.tag for child in root]
    wanted = [re.sub("[^A-Za-z0-9_.-]", "_", title) for title in SECTIONS]
    assert names[:len(wanted)] == wanted, names
    assert "Provisioning_Status" in names and "Ethernet_Information" in names, names
    assert root.find("Reboot_History/Reboot_Reason_5") is not None
    assert root.findtext("System_Information/Host_Name") == "a-b"


class ControlSocket(http.client.HTTPConnection):
    """The phone's own socket, for what only the machine may tell it."""

    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self.path))


@case("scripts")
def what_dhcp_and_servers_say_is_text_and_nothing_else(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    hostile = '"><img src=x onerror="window.hurt=1"><script>window.hurt=2</script>\''
    log_in(page, phone)
    lease = {"event": "obtained", "interface": "eth0", "client": "udhcpc", "options": {
        number: (hostile.encode().hex()) for number in ("66", "160", "15")}}
    control = ControlSocket(phone.directory / "control.sock")
    control.request("POST", "/api/v1/dhcp-lease", json.dumps(lease), {"Content-Type": "application/json"})
    assert control.getresponse().status == 200
    if not bench.scripts:
        page.reload()
    # With scripts it comes as an event, whose markup is put into the page.
    expect(section(page, "DHCP Information")).to_contain_text("<script>window.hurt=2</script>")
    assert page.locator("main img, main script").count() == 0
    assert not bench.scripts or page.evaluate("window.hurt === undefined")
    document = phone.ask("GET", "/status.xml")
    assert "<script" not in document and xml.etree.ElementTree.fromstring(document) is not None
    messages = page.request.get(phone.url + "/status/logs/messages")
    assert messages.headers["content-type"].startswith("text/plain"), messages.headers
    assert messages.headers["x-content-type-options"] == "nosniff", messages.headers


@case("scripts")
def status_speaks_german(bench):
    phone, eyes = bench.phone().set_up(), bench.eyes(locale="de-DE")
    page = eyes.page
    log_in_by_ids(page, phone)
    page.goto(phone.url + "/status/network")
    expect(page.locator("h1")).to_have_text("Netzwerkstatistik")
    expect(page.locator("main h2").first).to_have_text("Ethernet-Informationen")
    page.goto(phone.url + "/status/problem-report/new")
    expect(page.locator("h1")).to_have_text("Problem melden")
    eyes.look("report-problem-german")


def log_in_by_ids(page, phone):
    page.goto(phone.url + "/login")
    page.locator("[name=username]").fill("admin")
    page.locator("[name=password]").fill(ADMIN_PASSWORD)
    page.locator("main form button").click()
    expect(page.locator("h1")).to_be_visible()


@case("scripts")
def debug_info_and_download_status_follow_what_happens(bench):
    server = bench.profiles({"a.xml": "<flat-profile><GPP_A>x</GPP_A></flat-profile>"})
    phone, eyes = bench.phone().set_up(), bench.eyes()
    page = eyes.page
    log_in(page, phone, path="/login?next=/status/downloads")
    newest = value_of(page, "Provisioning Status", "Provisioning Status 1")
    expect(newest).to_have_text("none")
    page.evaluate("window.untouched = true")
    phone.ask("POST", "/api/v1/resync", json.dumps({"rule": server.url + "/a.xml"}).encode())
    if not bench.scripts:
        page.get_by_role("link", name="Reload").click()
    expect(newest).to_contain_text("/a.xml: 1 parameter changed", timeout=60_000)
    page.goto(phone.url + "/status/debug")
    page.evaluate("window.untouched = true")
    expect(value_of(page, "Problem Reports", "PRT Generation Status")).to_have_text("none")
    phone.command("problem-report")
    if not bench.scripts:
        page.get_by_role("link", name="Reload").click()
    expect(value_of(page, "Problem Reports", "PRT Generation Status")).to_contain_text("Succeeded", timeout=60_000)
    expect(value_of(page, "Problem Reports", "Prt file").get_by_role("link")).to_be_visible()
    if bench.scripts:
        assert page.evaluate("window.untouched"), "the page was loaded anew"
    # The forms that were there are still good.
    page.get_by_role("button", name="Factory Reset").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Factory Reset")
