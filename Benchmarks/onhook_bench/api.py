"""The JSON API for a script with a session, against nginx with the same bytes: one parameter, all of them, and a change."""

import re

from .figures import Figure
from .page import costed
from .peers import Load, Nginx
from .phone import Phone
from .submit import Commits, figures as of_submits, submits

CONNECTIONS = 32
READS = {
    "one parameter": "/api/v1/parameters/Profile_Rule",
    "all parameters": "/api/v1/parameters",
    "changed parameters": "/api/v1/parameters?changed=1",
    "status": "/api/v1/status?attempts=0",
}


def measure(program, peers, folder, quick):
    rounds, seconds = (2, 1) if quick else (5, 2)
    with Phone(program, folder / "phone") as phone, Nginx(folder / "nginx") as nginx:
        cookie = phone.log_in()
        found = []
        for number, (what, path) in enumerate(READS.items()):
            body = phone.page(path, cookie)
            (nginx.root / f"{number}.json").write_bytes(body)
            found += reads(phone, nginx, what, path, len(body), f"{nginx.address}/{number}.json", cookie, rounds, seconds)
        return found + changes(phone, peers, folder, cookie, rounds, seconds)


def reads(phone, nginx, what, path, size, file_url, cookie, rounds, seconds):
    headers = [f"Cookie: {cookie}", "Accept: application/json"]
    rates, costs = [], []
    for _ in range(rounds):
        ours, our_cost = costed([phone.pid], lambda: Load(phone.address + path, CONNECTIONS, seconds, headers))
        theirs, their_cost = costed(nginx.processes, lambda: Load(file_url, CONNECTIONS, seconds))
        rates.append((ours.rate, theirs.rate))
        costs.append((our_cost, their_cost))
    return [
        Figure(f"API, {what}", "answers/s", rates, peer="nginx"),
        Figure(f"API, {what}, processor time", "µs", costs, peer="nginx", notes={"size": f"{size / 1000:.1f} kB"}),
    ]


def changes(phone, peers, folder, cookie, rounds, seconds):
    """PATCH as a page's own script sends it; Basic is in `submit`."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', phone.page("/voice/provisioning", cookie).decode())[1]
    request = (
        "PATCH /api/v1/parameters", '{"GPP_A":"%s"}',
        {"Cookie": cookie, "X-CSRF-Token": token, "Content-Type": "application/json"},
    )  # fmt: skip
    commits = Commits(peers["commits"], phone, folder)
    rates, costs = [], []
    for number in range(rounds):
        rate, cost = submits(phone, request, seconds, f"patch{number}")
        commit_rate, commit_cost = commits.run(seconds)
        rates.append((rate, commit_rate))
        costs.append((cost, commit_cost))
    return of_submits("API, session", rates, costs)
