"""One field a request, durable, over HTTP, against a C loop that commits the same rows with the same settings."""

import re
import shutil
import subprocess
from pathlib import Path

from .figures import Figure, Malfunction
from .peers import Load
from .phone import Phone, basic

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
        results = {way: [] for way in ways}
        reads = []
        for number in range(rounds):
            for way, request in ways.items():
                ours = submits(phone, request, seconds, f"{way[0]}{number}")
                results[way].append((ours.rate, commits.rate(seconds)))
            reads.append(Load(f"{phone.address}/healthz", 1, 1).p50)
    trip = sorted(reads)[len(reads) // 2]
    return [figure(way, rates, trip) for way, rates in results.items()]


def figure(way, rates, trip):
    result = Figure(f"submit, {way}", "submits/s", rates, 0.5, True, "SQLite loop in C")
    ours, commit = 1000 / result.phone_result, 1000 / result.peer_result
    result.because = (
        f"beside its commit ({commit:.2f} ms) a submit takes {ours - commit:.2f} ms, of which {trip:.2f} ms are "
        "the bare trip of a request"
    )
    result.notes["parts"] = f"{ours:.2f} ms a submit, {commit:.2f} ms a commit, {trip:.2f} ms a request that does nothing"
    return result


def submits(phone, request, seconds, mark):
    """Sends submits one after the other, and checks that each became a revision."""
    target, body, headers = request
    method, path = target.split()
    before = phone.revision
    environment = {"BENCH_METHOD": method, "BENCH_BODY": body, "BENCH_MARK": mark}
    load = Load(
        phone.address + path, 1, seconds, [f"{name}: {value}" for name, value in headers.items()], SCRIPT, environment
    )
    made = phone.revision - before
    # The last request may be under way when wrk ends.
    if not load.requests <= made <= load.requests + 1:
        raise Malfunction(f"{load.requests} submits made {made} revisions")
    return load


class Commits:
    """The loop in C, over a copy of the phone's own database on the same file system."""

    def __init__(self, program, phone, folder):
        self.program = program
        self.database = folder / "commits.db"
        for suffix in ("", "-wal"):
            source = phone.state / f"onhook.db{suffix}"
            if source.exists():
                shutil.copy(source, f"{self.database}{suffix}")

    def rate(self, seconds):
        result = subprocess.run(
            [self.program, self.database, str(seconds)], check=True, stdout=subprocess.PIPE, text=True
        )
        return float(result.stdout)
