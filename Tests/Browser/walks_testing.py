"""The examples of docs/testing-with-onhook.md, run as they stand."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

from cases import case
from counterparts import ONHOOK, ROOT

GUIDE = ROOT / "docs/testing-with-onhook.md"


def run_example(title):
    section = re.search(rf"^## {re.escape(title)}\n(.*?)(?=^## |\Z)", GUIDE.read_text(), re.S | re.M)[1]
    language, program = re.search(r"^```(\w+)\n(.*?)^```", section, re.S | re.M).groups()
    with tempfile.TemporaryDirectory(prefix="onhook-example-") as directory:
        # `onhook` and `python3` are what the reader would have in the path.
        path = os.pathsep.join([str(pathlib.Path(ONHOOK).parent), str(pathlib.Path(sys.executable).parent), os.environ["PATH"]])
        command = {"bash": ["bash", "-euo", "pipefail", "-c", program], "python": [sys.executable, "-c", program]}[language]
        done = subprocess.run(command, cwd=directory, env={**os.environ, "PATH": path}, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and done.stdout.endswith("passed\n"), done.stdout + done.stderr


@case()
def the_guide_s_example_with_curl_runs_as_it_stands(bench):
    run_example("curl")


@case()
def the_guide_s_example_with_requests_runs_as_it_stands(bench):
    run_example("Python, requests")


@case()
def the_guide_s_example_with_playwright_runs_as_it_stands(bench):
    # Playwright starts once in a process: the example has one of its own.
    run_example("Playwright")
