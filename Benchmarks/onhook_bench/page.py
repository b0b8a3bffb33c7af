"""Voice > Provisioning, logged in, against nginx with the same bytes in a file."""

from .figures import Figure, Malfunction
from .peers import Load, Nginx
from .phone import Phone
from .processes import processor_seconds

PATH = "/voice/provisioning"
CONNECTIONS = 32


def measure(program, peers, folder, quick):
    rounds, seconds = (2, 1) if quick else (7, 2)
    with Phone(program, folder / "phone") as phone, Nginx(folder / "nginx") as nginx:
        cookie = phone.log_in()
        page = phone.page(PATH, cookie)
        check_is_live(phone, cookie)
        file_url = f"{nginx.address}/page.html"
        (nginx.root / "page.html").write_bytes(page)
        many, one, costs = [], [], []
        for _ in range(rounds):
            ours, our_cost = costed([phone.pid], lambda: phone_load(phone, cookie, CONNECTIONS, seconds))
            theirs, their_cost = costed(nginx.processes, lambda: Load(file_url, CONNECTIONS, seconds))
            many.append((ours, theirs))
            costs.append((our_cost, their_cost))
            one.append((phone_load(phone, cookie, 1, 1), Load(file_url, 1, 1)))
    cost = Figure("page, processor time", "µs", costs, None, False, "nginx", notes={"size": f"{len(page) / 1000:.0f} kB"})
    because = f"each page costs the phone {cost.phone_result:.0f} µs of a processor"
    return [
        Figure(
            "page, 32 connections", "pages/s", [(ours.rate, theirs.rate) for ours, theirs in many], 0.5, True, "nginx",
            because=because,
        ),
        cost,
        Figure("page, 32 connections, p50", "ms", [(ours.p50, theirs.p50) for ours, theirs in many], peer="nginx"),
        Figure(
            "page, 32 connections, p99", "ms", [(ours.p99, theirs.p99) for ours, theirs in many], 5, False, "nginx",
            is_absolute=True, because=f"{because}, and 32 of them share what wrk and the neighbours leave",
        ),
        Figure(
            "page, one connection, p50", "ms", [(ours.p50, theirs.p50) for ours, theirs in one], 5, False, "nginx",
            is_absolute=True, because="an answer waits for an acknowledgement that the other side delays",
        ),
    ]  # fmt: skip


def costed(pids, load):
    """What a load measured, and the microseconds of processor time that each of its requests took these processes."""
    before = sum(map(processor_seconds, pids))
    result = load()
    return result, (sum(map(processor_seconds, pids)) - before) / result.requests * 1e6


def phone_load(phone, cookie, connections, seconds, path=PATH):
    headers = [f"Cookie: {cookie}", "Accept: text/html"]
    return Load(phone.address + path, connections, seconds, headers)


def check_is_live(phone, cookie):
    """A page from a cache would be no match for the budget."""
    text = "http://bench.example/$MA.xml"
    status, _ = phone.ask("PATCH", "/api/v1/parameters", {"Profile_Rule_B": text})
    if status != 200 or text not in phone.page(PATH, cookie).decode():
        raise Malfunction("the page does not show what was just set")
