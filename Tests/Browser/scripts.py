"""Runs the scripts of `Public/` in Chromium on rendered pages: live status, countdown, unsaved changes. Set up as for `look.py`.

    python3 Tests/Browser/scripts.py pages
"""

import functools
import http.server
import pathlib
import queue
import sys
import threading

from playwright.sync_api import sync_playwright

POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'"


class Phone(http.server.SimpleHTTPRequestHandler):
    """Serves the folder, an event stream, and the live part of Status as it is at the moment."""

    events = queue.Queue()
    live = ""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        if self.path == "/api/v1/events":
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            self.wfile.write(b": ready\n\n")
            self.wfile.flush()
            while (name := Phone.events.get()) is not None:
                self.wfile.write(f"event: {name}\ndata: {{}}\n\n".encode())
                self.wfile.flush()
        elif self.path == "/status/live":
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(Phone.live.encode())
        else:
            super().do_GET()

    def do_POST(self):
        self.send_response(204)
        self.end_headers()


def check_live(page, base, folder):
    page.goto(f"{base}/status.html")
    assert "in " in page.locator(".provisioning .countdown").inner_text()
    page.locator("#attempt-11 > summary").click()
    page.locator("#attempt-12 > summary").click()
    page.locator("#attempt-11 > summary").focus()
    old = (folder / "live-fragment.html").read_text()
    Phone.live = old.replace("succeeded 3 min ago", "succeeded just now").replace("Fetching", "Storing")
    Phone.events.put("resync")
    page.locator("[data-summary]", has_text="just now").wait_for()
    assert page.locator(".running").inner_text().startswith("Storing")
    assert "just now" in page.locator("[data-announcer]").inner_text()
    assert page.locator("#attempt-11").get_attribute("open") is not None, "what was unfolded stays so"
    assert page.locator("#attempt-12").get_attribute("open") is None, "what was folded stays so"
    assert page.evaluate("document.activeElement.parentElement.id") == "attempt-11", "the focus stays"
    page.goto(f"{base}/status.html#attempt-10")
    page.reload()
    assert page.locator("#attempt-10").get_attribute("open") is not None, "a link to an attempt unfolds it"


def check_unsaved(page, base):
    page.goto(f"{base}/provisioning.html")
    hint = page.locator("[data-unsaved-hint]")
    assert hint.inner_text() == ""
    page.get_by_label("Resync Periodic", exact=True).fill("7200")
    assert hint.inner_text() == "1 unsaved change"
    page.get_by_label("Provision Enable", exact=True).select_option("No")
    assert hint.inner_text() == "2 unsaved changes"
    page.get_by_label("Resync Periodic", exact=True).fill("86400")
    assert hint.inner_text() == "1 unsaved change"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="History").click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"], asked
    page.goto(f"{base}/provisioning.html")
    page.get_by_label("Provision Enable", exact=True).select_option("No")
    page.get_by_role("button", name="Undo All Changes").click()
    page.wait_for_load_state()
    page.goto(f"{base}/provisioning.html")
    page.get_by_label("Provision Enable", exact=True).select_option("No")
    page.get_by_role("button", name="Submit All Changes").click()
    page.wait_for_load_state()
    assert asked == ["beforeunload"], "nobody is asked when submitting or undoing"


def main():
    folder = pathlib.Path(sys.argv[1])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Phone, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        base = f"http://127.0.0.1:{server.server_port}"
        check_live(page, base, folder)
        check_unsaved(page, base)
        browser.close()
    Phone.events.put(None)
    assert not faults, faults
    print("the scripts work")


main()
