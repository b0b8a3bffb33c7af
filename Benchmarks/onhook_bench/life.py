"""A long life in short: pages, searches, the API, drafts, submits and event streams for a while, and what of it stays in memory."""

import http.client
import itertools
import re
import socket
import threading
import time
import urllib.parse
from pathlib import Path

from .figures import Figure, Malfunction
from .phone import Phone

PAGES = [
    "/status", "/status/network", "/status/debug", "/voice/system", "/voice/sip", "/voice/provisioning", "/voice/regional", "/voice/phone",
    "/voice/ext/1", "/voice/user", "/history", "/draft", "/search?q=rule", "/import", "/admin/cfg.xml",
    "/api/v1/parameters", "/api/v1/status", "/metrics",
]  # fmt: skip
LANGUAGES = ["en", "de", "zh-Hans"]
WORKERS = 4


def measure(program, peers, folder, quick):
    warm_up, seconds = (5, 10) if quick else (20, 120)
    with Phone(program, folder / "phone") as phone:
        live(phone, warm_up)
        before = resident(phone.pid)
        requests = live(phone, seconds)
        after = resident(phone.pid)
    return [
        Figure(
            f"memory after {requests:,} requests of all kinds", "MB", [(after, before)], 1.1, peer="after the warm-up",
            because="every revision is kept in memory with its change, and what else grows is a leak",
        )
    ]  # fmt: skip


def resident(pid):
    """Resident memory that belongs to the process alone, in MB, when all is quiet: pages of files are the kernel's to take back."""
    time.sleep(1)
    text = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^RssAnon:\s*(\d+) kB", text, re.M)[1]) * 1024 / 1e6


def live(phone, seconds):
    """What several people do at once; returns how many requests were answered."""
    end = time.monotonic() + seconds
    counts, faults = [], []
    workers = [threading.Thread(target=worker, args=(phone, number, end, counts, faults)) for number in range(WORKERS)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    if faults:
        raise Malfunction(faults[0])
    return sum(counts)


def worker(phone, number, end, counts, faults):
    try:
        person = Person(phone, number)
        for turn in itertools.count():
            if time.monotonic() > end:
                break
            person.turn(turn)
        counts.append(person.requests)
    except Exception as error:  # noqa: BLE001: a thread's fault is told by whoever waits for it
        faults.append(f"person {number}: {error!r}")


class Person:
    """One browser with its session, which looks at everything, drafts, discards, and submits now and then."""

    def __init__(self, phone, number):
        self.phone = phone
        self.number = number
        self.requests = 0
        self.log_in()

    def log_in(self):
        self.cookies = dict([self.phone.log_in().split("=", 1)])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.phone.port, timeout=60)
        self.token = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", "/voice/user"))[1]

    def turn(self, turn):
        self.cookies["onhook_language"] = LANGUAGES[turn % 3]
        for path in PAGES:
            self.ask("GET", path)
        mark = f"{self.number}-{turn}"
        self.send("/voice/provisioning", {"GPP_B": mark, "draft": "save"})
        self.send("/draft/discard", {"all": "yes"})
        self.watch()
        if turn % 10 == 0:
            self.send("/voice/provisioning", {"GPP_A": mark})
            self.send("/logout", {})
            self.log_in()

    def send(self, path, form):
        return self.ask("POST", path, urllib.parse.urlencode({"csrf_token": self.token, **form}))

    def ask(self, method, path, body=None):
        headers = {"Accept": "text/html", "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        self.requests += 1
        if answer.status not in (200, 303):
            raise Malfunction(f"{method} {path} was answered with {answer.status}")
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, value = header.partition(";")[0].split("=", 1)
            self.cookies[name] = value
        return text

    def watch(self):
        """An event stream that its reader leaves without a word."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        with socket.create_connection(("127.0.0.1", self.phone.port), 60) as stream:
            stream.sendall(f"GET /api/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\n\r\n".encode())
            stream.recv(4096)
        self.requests += 1
