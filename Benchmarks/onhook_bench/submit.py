"""One field a request, durable, over HTTP, against a C loop that commits the same rows with the same settings."""

import re
import shutil
import subprocess
from pathlib import Path

from .figures import Figure, Malfunction
from .peers import Load
from .phone import Phone, basic
from .processes import children_seconds, processor_seconds

SCRIPT = Path(__file__).resolve().parent / "submit.lua"


def measure(program, peers, folder, quick):
    rounds, seconds = (2, 1) if quick else (7, 2)
    with Phone(program, folder / "phone") as phone:
        cookie = phone.log_in()
        token = re.search(r'name="csrf_token" value="([^"]+)"', phone.page("/voice/provisioning", cookie).decode())[1]
        ways = {
            "form, session and token": (
                "POST /voice/provisioning", f"csrf_token={token}&GPP_A=%s",
                {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"},
            ),
            "API, Basic": (
                "PATCH /api/v1/parameters", '{"GPP_A":"%s"}',
                {"Authorization": basic(), "Content-Type": "application/json"},
            ),
        }  # fmt: skip
        commits = Commits(peers["commits"], phone, folder)
        rates = {way: [] for way in ways}
        costs = {way: [] for way in ways}
        for number in range(rounds):
            for way, request in ways.items():
                rate, cost = submits(phone, request, seconds, f"{way[0]}{number}")
                commit_rate, commit_cost = commits.run(seconds)
                rates[way].append((rate, commit_rate))
                costs[way].append((cost, commit_cost))
    return [figure for way in ways for figure in figures(way, rates[way], costs[way])]


def figures(way, rates, costs):
    peer = "SQLite loop in C"
    cost = Figure(f"submit, {way}, processor time", "ms", costs, None, False, peer)
    rate = Figure(f"submit, {way}", "submits/s", rates, 0.5, True, peer)
    rate.because = (
        f"a submit needs {cost.phone_result:.2f} ms of a processor in the phone, and a commit {cost.peer_result:.2f} ms "
        "in the loop"
    )
    return [rate, cost]


def submits(phone, request, seconds, mark):
    """Sends submits one after the other and checks that each became a revision; returns how many a second, and the milliseconds of
    processor time of each."""
    target, body, headers = request
    method, path = target.split()
    before = phone.revision
    environment = {"BENCH_METHOD": method, "BENCH_BODY": body, "BENCH_MARK": mark}
    used = processor_seconds(phone.pid)
    load = Load(
        phone.address + path, 1, seconds, [f"{name}: {value}" for name, value in headers.items()], SCRIPT, environment
    )
    used = processor_seconds(phone.pid) - used
    made = phone.revision - before
    # The last request may be under way when wrk ends.
    if not load.requests <= made <= load.requests + 1:
        raise Malfunction(f"{load.requests} submits made {made} revisions")
    return load.rate, used / made * 1000


class Commits:
    """The loop in C, over a copy of the phone's own database on the same file system."""

    def __init__(self, program, phone, folder):
        self.program = program
        self.database = folder / "commits.db"
        for suffix in ("", "-wal"):
            source = phone.state / f"onhook.db{suffix}"
            if source.exists():
                shutil.copy(source, f"{self.database}{suffix}")

    def run(self, seconds):
        """How many commits a second, and the milliseconds of processor time of each."""
        used = children_seconds()
        result = subprocess.run(
            [self.program, self.database, str(seconds)], check=True, stdout=subprocess.PIPE, text=True
        )
        count, rate = result.stdout.split()
        return float(rate), (children_seconds() - used) / int(count) * 1000
