"""The page for many at once: 32 and 1,000 connections that are kept, all of which ask, against nginx with the same bytes."""

import subprocess

from .figures import Figure, Malfunction
from .page import PATH, costed
from .peers import Nginx
from .phone import Phone

CROWDS = [32, 1000]


class Crowd:
    """What `peers/crowd.c` measured. wrk has one address, and the phone takes 128 connections of each."""

    def __init__(self, program, port, path, headers, connections, seconds):
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
        done = subprocess.run(
            [program, str(port), str(connections), str(seconds)],
            input="\r\n".join([*lines, "", ""]), capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode != 0:
            raise Malfunction(f"{connections} connections to port {port}: {done.stderr.strip()}")
        requests, rate, p50, p99 = done.stdout.split()
        self.requests, self.rate, self.p50, self.p99 = int(requests), float(rate), float(p50), float(p99)


def measure(program, peers, folder, quick):
    rounds, seconds = (2, 1) if quick else (5, 3)
    with Phone(program, folder / "phone") as phone, Nginx(folder / "nginx") as nginx:
        cookie = phone.log_in()
        (nginx.root / "page.html").write_bytes(phone.page(PATH, cookie))
        headers = [f"Cookie: {cookie}", "Accept: text/html"]
        found = []
        for connections in CROWDS:
            pairs, costs = [], []
            for _ in range(rounds):
                ours, our_cost = costed(
                    [phone.pid], lambda: Crowd(peers["crowd"], phone.port, PATH, headers, connections, seconds)
                )
                theirs, their_cost = costed(
                    nginx.processes, lambda: Crowd(peers["crowd"], nginx.port, "/page.html", [], connections, seconds)
                )
                pairs.append((ours, theirs))
                costs.append((our_cost, their_cost))
            found += figures(connections, pairs, costs)
        return found


def figures(connections, pairs, costs):
    name = f"page, {connections:,} kept connections"
    return [
        Figure(name, "pages/s", [(ours.rate, theirs.rate) for ours, theirs in pairs], peer="nginx"),
        Figure(f"{name}, processor time", "µs", costs, peer="nginx"),
        Figure(f"{name}, p99", "ms", [(ours.p99, theirs.p99) for ours, theirs in pairs], peer="nginx"),
    ]
