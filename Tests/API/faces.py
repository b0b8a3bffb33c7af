"""Schemathesis against the real daemon: as administrator, as user, as nobody, and as the machine itself over the control socket.

What openapi.json promises has to hold for whatever it makes up: documented statuses, bodies by their schemas, 400 for what the description forbids and
never for what it allows, 405 with `Allow` for other methods, 401 without a login, and no server error.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import time

from counterparts import ADMIN_PASSWORD, ROOT, USER_PASSWORD, Phone

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLES = os.environ.get("ONHOOK_API_EXAMPLES", "8")
# A run that hangs is ended; it takes about half a minute.
PATIENCE = 600

# It never ends: `stories` reads its beginning.
ENDLESS = ["/api/v1/events"]
# Made-up old passwords are wrong ones, which shut the account out for a while: `stories` asks with wrong and with right ones.
GUESSING = ["/api/v1/password"]
# These would take the phone away from under the others: they run while a line is in use, when a factory reset is refused and a reboot waits.
# `stories` does each of them for good.
WHILE_BUSY = ["/api/v1/factory-reset", "/api/v1/reboot"]
# It would end that line; and while one is in use a resync that somebody waits for waits for hours.
LINE = ["/api/v1/call-state"]
# Where it matters that the machine itself asks.
FOR_THE_MACHINE = ["/api/v1/dhcp-lease", "/api/v1/parameters", "/api/v1/drafts", "/api/v1/pending-change", "/metrics", *LINE]


class Relay:
    """Passes TCP on to the control socket, which schemathesis cannot reach."""

    def __init__(self, path):
        self.path = str(path)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self.path)
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, sink in ((near, far), (far, near)):
                threading.Thread(target=self.copy, args=(source, sink), daemon=True).start()

    @staticmethod
    def copy(source, sink):
        try:
            while piece := source.recv(65536):
                sink.sendall(piece)
        except OSError:
            pass
        for end, how in ((sink, socket.SHUT_WR), (source, socket.SHUT_RD)):
            try:
                end.shutdown(how)
            except OSError:
                pass


class Outcome:
    """What a run found."""

    def __init__(self, name, done, seconds, answers):
        self.name, self.seconds, self.answers = name, seconds, answers
        self.output = done.stdout + done.stderr
        cases = re.search(r"(\d+) generated", self.output)
        self.cases = int(cases[1]) if cases else 0
        # It ends well also if there was nothing to do.
        self.is_good = done.returncode == 0 and self.cases > 0


def examine(name, url, face=None, account=None, options=()):
    """One run of schemathesis."""
    with tempfile.TemporaryDirectory() as folder:
        answers = pathlib.Path(folder) / "answers.json"
        words = ["schemathesis", "--config-file", str(HERE / "schemathesis.toml"), "run", url + "/api/v1/openapi.json", "--url", url,
                 "--generation-deterministic", "--max-examples", EXAMPLES, "--continue-on-failure", "--request-timeout", "60", "--no-color",
                 # Each probe with a wrong password makes the next one wait: `nobody` and `stories` try without and with a wrong one.
                 "--exclude-checks", "ignored_auth", *options]
        if account:
            words += ["--auth", ":".join(account)]
        environment = dict(os.environ, SCHEMATHESIS_HOOKS="hooks", PYTHONPATH=str(HERE), ONHOOK_API_FACE=face or name, ONHOOK_API_ANSWERS=str(answers))
        began = time.monotonic()
        done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, cwd=folder, env=environment)
        found = json.loads(answers.read_text()) if answers.exists() else {}
    outcome = Outcome(name, done, time.monotonic() - began, found)
    (ROOT / f".build/api-{name}.log").write_text(outcome.output)
    return outcome


def only(paths):
    return [word for path in paths for word in ("--include-path", path)]


def all_but(paths):
    return [word for path in paths for word in ("--exclude-path", path)]


def prepared():
    """A phone that has a little of everything: revisions, attempts of each kind, a savepoint, a draft."""
    phone = Phone().set_up(USER_PASSWORD)
    # Nobody listens there, so that a resync by the stored rules has ended at once.
    phone.set(GPP_A="a", Station_Name="Front desk", Profile_Rule="http://127.0.0.1:9/$PSN.xml")
    phone.ask("PUT", "/api/v1/drafts/move", b'{"GPP_B": "b"}')
    phone.ask("POST", "/api/v1/savepoints", b'{"name": "as delivered"}')
    phone.ask("POST", "/api/v1/resync", b'{"rule": "http://127.0.0.1:9/none.xml"}')
    phone.ask("POST", "/api/v1/upgrade", b'{"url": "http://127.0.0.1:9/sip88xx.12-0-8MPP0001-1.loads"}')
    phone.ask("POST", "/api/v1/problem-report", b"{}")
    return phone


def admin():
    phone = prepared()
    try:
        yield examine("admin", phone.url, account=("admin", ADMIN_PASSWORD), options=all_but(ENDLESS + GUESSING + WHILE_BUSY + LINE))
    finally:
        phone.stop()


def user():
    phone = prepared()
    try:
        yield examine("user", phone.url, account=("user", USER_PASSWORD), options=all_but(ENDLESS + GUESSING))
    finally:
        phone.stop()


def nobody():
    phone = prepared()
    try:
        yield examine("nobody", phone.url, options=["--phases", "examples,coverage,fuzzing", "--generation-with-security-parameters", "false", *all_but(ENDLESS)])
    finally:
        phone.stop()


def machine():
    """Over the control socket; and what would take the phone away, while a line is in use."""
    phone = prepared()
    relay = Relay(phone.directory / "control.sock")
    try:
        yield examine("machine", relay.url, options=only(FOR_THE_MACHINE))
        phone.ask("PUT", "/api/v1/call-state", b'{"state": "busy"}')
        yield examine("busy", relay.url, options=only(WHILE_BUSY))
    finally:
        phone.stop()


RUNS = {"admin": admin, "user": user, "nobody": nobody, "machine": machine}


def run(words):
    """All runs, two at a time; their outcomes, and how often each operation was answered with success."""
    chosen = [body for name, body in RUNS.items() if not words or any(word in name for word in words)]
    done = collections.Counter()
    outcomes = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for found in pool.map(lambda body: list(body()), chosen):
            for outcome in found:
                print(f"{'✔' if outcome.is_good else '✘'} {outcome.name}: {outcome.cases} cases in {outcome.seconds:.0f} s", flush=True)
                if not outcome.is_good:
                    print(outcome.output, flush=True)
                outcomes.append(outcome)
                for operation, statuses in outcome.answers.items():
                    done[operation] += sum(count for status, count in statuses.items() if status.startswith("2"))
    return outcomes, done
