"""The pages of the bench as a person uses them."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

from cases import case
from counterparts import ONHOOK
from playwright.sync_api import expect
from walks import notice, wait_until

PASSWORD = "Bench-Morning-7"
TEMPLATE = """<flat-profile>
<Station_Name>{{name}}</Station_Name>
<Display_Name_1_>{{name}}</Display_Name_1_>
<Password_1_>{{SIP password}}</Password_1_>
</flat-profile>
"""
NAMES = ["Anna Berg & Söhne", "Bob", "Lobby; left", "<b>Zoë</b>", "Café"]


def devices(count):
    lines = ["MAC;Serial Number;Product;Name;SIP Password"]
    for number in range(1, count + 1):
        name = NAMES[(number - 1) % len(NAMES)]
        lines.append(f'00:0e:08:aa:{number >> 8:02x}:{number & 255:02x};FCH2305{number:04X};8841;"{name}";jeW9-{number}')
    return "\n".join(lines) + "\n"


class BenchRoom:
    """A bench of its own and its pages, as a process."""

    def __init__(self):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="onhook-bench-"))
        self.store = self.directory / "bench"
        self.template = self.directory / "template.xml"
        self.template.write_text(TEMPLATE)
        self.start()

    def start(self, port=0):
        self.log = open(self.directory / "log", "ab")
        self.process = subprocess.Popen(
            [ONHOOK, "bench", "pages", "--listen", f"127.0.0.1:{port}", "--store", str(self.store)],
            stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        ready = re.fullmatch(r"onhook: the bench's pages are at (http://\S+)\n", line)
        assert ready, f"the bench said {line!r}, and: {(self.directory / 'log').read_text()}"
        self.url = ready[1]

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def stop(self):
        self.end()
        shutil.rmtree(self.directory)

    def command(self, *words, text=None):
        done = subprocess.run(
            [ONHOOK, "bench", *words, "--store", str(self.store)], input=text, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def list(self, count):
        path = self.directory / f"devices-{count}.csv"
        path.write_text(devices(count))
        return path

    def job(self, name, count, *options):
        self.command("new", name, "--template", str(self.template), "--devices", str(self.list(count)), *options)

    def happened(self, job, *events):
        """Writes down what the serving side writes: state and number of the device."""
        database = str(self.store / "bench.db")
        import sqlite3
        with sqlite3.connect(database, timeout=20) as connection:
            (number,) = connection.execute("SELECT id FROM job WHERE name = ?", (job,)).fetchone()
            for kind, device, good, text in events:
                connection.execute(
                    "INSERT INTO event (job, time, kind, mac, actor, peer, subject, is_good, text, detail)"
                    " VALUES (?, ?, ?, ?, 'serve', '192.0.2.7', '8841-3PCC.xml', ?, ?, '')",
                    (number, int(time.time() * 1000), kind, 0x000e08aa0000 + device, good, text))


def room(bench):
    made = BenchRoom()
    bench.ends.append(made.stop)
    return made


def log_in(page, place):
    page.goto(place.url + "/login")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs")


def entered(bench):
    place, eyes = room(bench), bench.eyes()
    place.command("password", text=PASSWORD + "\n")
    log_in(eyes.page, place)
    return place, eyes


@case("scripts")
def the_first_morning_at_the_bench(bench):
    place, eyes = room(bench), bench.eyes()
    page = eyes.page
    page.goto(place.url)
    assert page.url == place.url + "/setup", page.url
    eyes.look("bench-setup")
    page.get_by_label("New Password").fill("weak")
    page.get_by_label("Confirm Password").fill("weak")
    page.get_by_role("button", name="Set password").click()
    expect(page.locator("[id='new_password-error']")).to_contain_text("Use at least 8 characters.")
    page.get_by_label("New Password").fill(PASSWORD)
    page.get_by_label("Confirm Password").fill(PASSWORD)
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs")
    expect(notice(page)).to_contain_text("The password is set.")
    eyes.look("bench-jobs-none")
    page.get_by_role("button", name="Log out").click()
    expect(page.locator(".notice")).to_contain_text("You are logged out.")
    eyes.look("bench-login")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("The password is wrong.")
    log_in(page, place)


@case("scripts")
def a_job_is_made_of_two_files_and_deleted(bench):
    place, eyes = entered(bench)
    page = eyes.page
    page.get_by_role("link", name="New job").first.click()
    eyes.look("bench-new-job")
    wrong = place.directory / "wrong.csv"
    wrong.write_text("mac,name,SIP password\n00:0e:08:aa:bb,Anna,x\n000e08aabb02,Bob,x\n000e.08aa.bb02,Carl,x\n")
    page.get_by_label("Name", exact=True).fill("floor-2")
    page.get_by_label("Template", exact=True).set_input_files(place.template)
    page.get_by_label("Devices", exact=True).set_input_files(wrong)
    page.get_by_label("Model", exact=True).select_option("8841")
    page.get_by_role("button", name="Make the job").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("There are 2 problems")
    expect(alert).to_contain_text("Line 2, column 1")
    expect(alert).to_contain_text("stands on line 3 too")
    eyes.look("bench-new-job-refused")
    expect(page.get_by_label("Name", exact=True)).to_have_value("floor-2")
    page.get_by_label("Template", exact=True).set_input_files(place.template)
    page.get_by_label("Devices", exact=True).set_input_files(place.list(7))
    page.get_by_role("button", name="Make the job").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Job floor-2")
    expect(notice(page)).to_contain_text("The job is made, with 7 devices.")
    expect(page.get_by_role("row")).to_have_count(8)
    expect(page.get_by_role("row", name="<b>Zoë</b>")).to_be_visible()
    assert "jeW9" not in page.content(), "a secret is shown"
    eyes.look("bench-job")
    page.goto(place.url + "/jobs")
    eyes.look("bench-jobs")
    page.goto(place.url + "/jobs/floor-2")
    page.get_by_role("link", name="Delete this job…").click()
    eyes.look("bench-delete")
    page.get_by_role("button", name="Delete the job").click()
    expect(notice(page)).to_contain_text("Job floor-2 was deleted.")
    expect(page.locator("main")).to_contain_text("There are no jobs yet.")


def type_scan(page, text):
    """As a scanner does: without a pause, wherever the focus is, with Enter at the end."""
    page.keyboard.type(text)
    page.keyboard.press("Enter")


@case("scripts")
def a_scanner_types_into_the_scan_field(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("floor-2", 5)
    page.goto(place.url + "/jobs/floor-2/scan")
    expect(page.get_by_label("Scan field")).to_be_focused()
    eyes.look("bench-scan-ready")
    said = page.locator("[data-said]")
    for scan, outcome, text in [
        ("MAC: 00-0E-08-AA-00-01", "accepted", "1 of 5 scanned"),
        ("SFCH23050002", "accepted", "2 of 5 scanned"),
        ("000E08AA0001", "refused", "was scanned already, as the 1st"),
        ("000E08FFFFFF", "refused", "is no device of job floor-2"),
        ("]C0000E08AA0003", "accepted", "3 of 5 scanned"),
    ]:
        type_scan(page, scan)
        expect(said).to_have_attribute("data-outcome", outcome)
        expect(said).to_contain_text(text)
    eyes.look("bench-scan")
    page.get_by_role("button", name="Undo the last scan").click()
    expect(said).to_have_attribute("data-outcome", "undone")
    expect(page.locator("[data-scanned]")).to_have_text("2")
    page.get_by_text("Many at once").click()
    page.get_by_label("Scans, one a line").fill("000e08aa0003\n000e08aa0004\n")
    page.get_by_role("button", name="Take them all").click()
    expect(page.locator("[data-scanned]")).to_have_text("4")
    eyes.look("bench-scan-many", axe="once")


@case()
def a_scanner_is_never_too_fast(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("pallet", 120)
    page.goto(place.url + "/jobs/pallet/scan")
    for number in range(1, 121):
        type_scan(page, f"000e08aa{number:04x}")
    expect(page.locator("[data-scanned]")).to_have_text("120")
    expect(page.locator("[data-said]")).to_have_attribute("data-outcome", "accepted")
    assert page.locator("[data-outcome=refused]:not(template *)").count() == 0, "one was refused"


@case()
def scans_wait_while_the_bench_is_away(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("pallet", 3)
    page.goto(place.url + "/jobs/pallet/scan")
    type_scan(page, "000e08aa0001")
    expect(page.locator("[data-scanned]")).to_have_text("1")
    port = int(place.url.rsplit(":", 1)[1])
    page.route("**/scan", lambda route: route.abort())
    type_scan(page, "000e08aa0002")
    expect(page.locator("[data-waiting]")).to_be_visible()
    type_scan(page, "000e08aa0003")
    page.unroute("**/scan")
    expect(page.locator("[data-scanned]")).to_have_text("3")
    expect(page.locator("[data-waiting]")).to_be_hidden()


@case("scripts")
def the_board_shows_every_device_and_what_becomes_of_it(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("floor-2", 60)
    place.happened("floor-2", *[("fetched", number, 1, "") for number in range(1, 31)],
                   *[("fetched", number, 1, "") for number in range(1, 4)],
                   ("refused", 31, 0, "its certificate is not from this bench"), ("wrong-file", 32, 0, "asked for spa8841.cfg"),
                   ("reported", 5, 1, "reported what it was given"), ("rehearsed", 6, 1, "came up as expected"),
                   ("rehearsed", 7, 0, "Display_Name_1_ is empty"))
    page.goto(place.url + "/jobs/floor-2/board")
    expect(page.locator(".tiles li")).to_have_count(60)
    expect(page.locator("[data-mark=fetched-again].tiles li, .tiles li[data-mark=fetched-again]")).to_have_count(3)
    eyes.look("bench-board")
    place.happened("floor-2", ("fetched", 40, 1, ""), ("scanned", 41, 1, ""))
    if not bench.scripts:
        page.get_by_role("link", name="Reload").click()
    expect(page.locator(".tiles li[data-mac='000e08aa0028']")).to_have_attribute("data-mark", "fetched")
    expect(page.locator("[data-scanned-count]")).to_have_text("1")
    page.get_by_role("link", name="refused").first.click()
    expect(page.locator(".tiles li:visible")).to_have_count(1)
    page.goto(place.url + "/jobs/floor-2/board")
    page.get_by_label("MAC address or name").fill("00:0e:08:aa:00:07")
    page.get_by_role("button", name="Find").click()
    expect(page.locator(".tiles li:visible")).to_have_count(1)
    page.locator(".tiles li:visible a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Device 00:0e:08:aa:00:07")
    expect(page.locator("main")).to_contain_text("Display_Name_1_ is empty")
    assert "jeW9" not in page.content(), "a secret is shown"
    eyes.look("bench-device")


@case()
def ten_thousand_devices_stay_fluent(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("hall", 10_000)
    page.goto(place.url + "/jobs/hall/board")
    expect(page.locator(".tiles li")).to_have_count(10_000)
    expect(page.locator("[data-live-state] [data-on]")).to_be_visible()
    place.happened("hall", *[("fetched", number, 1, "") for number in range(1, 9001)])
    expect(page.locator("[data-chip=fetched] [data-count]")).to_have_text("9000")
    expect(page.locator(".tiles li[data-mark=fetched]")).to_have_count(9000)
    # What a person feels is how long the page keeps still: scrolling and filtering are done in one go.
    longest = page.evaluate("""async () => {
        const field = document.querySelector("#q");
        let longest = 0;
        for (const text of ["b", "bo", "bob", "", "zo"]) {
            const start = performance.now();
            field.value = text;
            field.dispatchEvent(new Event("input"));
            scrollTo(0, document.documentElement.scrollHeight * Math.random());
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            longest = Math.max(longest, performance.now() - start);
        }
        return longest;
    }""")
    print(f"    the longest pause of the board with 10,000 devices: {longest:.0f} ms", flush=True)
    page.get_by_label("MAC address or name").fill("")
    eyes.look("bench-board-hall", axe=False)


@case("scripts")
def rehearsals_and_the_report(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("floor-2", 8)
    place.happened("floor-2", *[("fetched", number, 1, "") for number in range(1, 9)], ("rehearsed", 7, 0, "Display_Name_1_ is empty"))
    page.goto(place.url + "/jobs/floor-2/rehearsals")
    expect(page.locator("main")).to_contain_text("onhook bench rehearse floor-2")
    eyes.look("bench-rehearsals-none")
    import sqlite3
    with sqlite3.connect(str(place.store / "bench.db"), timeout=20) as connection:
        columns = [each[1] for each in connection.execute("PRAGMA table_info(run)")]
        assert columns, "the store has runs"
    page.goto(place.url + "/jobs/floor-2/report")
    expect(page.get_by_role("row")).to_have_count(9)
    eyes.look("bench-report")
    if bench.scripts:
        with page.expect_download() as download:
            page.get_by_role("link", name="Download as CSV").click()
        table = pathlib.Path(download.value.path()).read_text("utf-8-sig")
        assert table.count("\n") == 9 and "SHA-256" in table and "jeW9" not in table, table


@case()
def the_bench_speaks_german_and_chinese(bench):
    place, eyes = entered(bench)
    page = eyes.page
    place.job("floor-2", 5)
    place.happened("floor-2", ("fetched", 1, 1, ""), ("rehearsed", 2, 0, "Display_Name_1_ is empty"))
    for tag, words in (("de", ("Aufträge", "Tafel", "abgerufen")), ("zh-Hans", ("作业", "看板", "获取"))):
        page.goto(place.url + f"/language?to={tag}&next=/jobs")
        expect(page.locator("html")).to_have_attribute("lang", tag)
        expect(page.locator("nav").first).to_contain_text(words[0])
        page.goto(place.url + "/jobs/floor-2/board")
        expect(page.locator("main")).to_contain_text(words[2])
        eyes.look(f"bench-board-{tag}", axe=False)
        page.goto(place.url + "/jobs/floor-2/scan")
        type_scan(page, "000e08aa0001" if tag == "de" else "000e08aa0002")
        expect(page.locator("[data-said]")).to_have_attribute("data-outcome", "accepted")
        eyes.look(f"bench-scan-{tag}", axe=False)
