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
        (nginx.root / "page.html").write_bytes(page)
        many, one = [], []
        cost = []
        for _ in range(rounds):
            before = processor_seconds(phone.pid)
            load = phone_load(phone, cookie, CONNECTIONS, seconds)
            cost.append((processor_seconds(phone.pid) - before) / load.requests)
            many.append((load, Load(f"{nginx.address}/page.html", CONNECTIONS, seconds)))
            one.append((phone_load(phone, cookie, 1, 1), Load(f"{nginx.address}/page.html", 1, 1)))
    microseconds = sorted(cost)[len(cost) // 2] * 1e6
    size = f"{len(page) / 1000:.0f} kB, {microseconds:.0f} µs of processor time a page"
    peer = "nginx"
    return [
        Figure(
            "page, 32 connections", "pages/s", [(ours.rate, theirs.rate) for ours, theirs in many], 0.5, True, peer,
            because=f"the phone makes each page anew and needs {microseconds:.0f} µs of a processor for it",
            notes={"size": size},
        ),
        Figure(
            "page, 32 connections, p50", "ms", [(ours.p50, theirs.p50) for ours, theirs in many], None, False, peer
        ),
        Figure(
            "page, 32 connections, p99", "ms", [(ours.p99, theirs.p99) for ours, theirs in many], 5, False, peer,
            is_absolute=True, because="32 pages wait for the processors that wrk leaves",
        ),
        Figure(
            "page, one connection, p50", "ms", [(ours.p50, theirs.p50) for ours, theirs in one], 5, False, peer,
            is_absolute=True, because="an answer waits for an acknowledgement that the other side delays",
        ),
    ]  # fmt: skip


def phone_load(phone, cookie, connections, seconds):
    headers = [f"Cookie: {cookie}", "Accept: text/html"]
    return Load(phone.address + PATH, connections, seconds, headers)


def check_is_live(phone, cookie):
    """A page from a cache would be no match for the budget."""
    text = "http://bench.example/$MA.xml"
    status, _ = phone.ask("PATCH", "/api/v1/parameters", {"Profile_Rule_B": text})
    if status != 200 or text not in phone.page(PATH, cookie).decode():
        raise Malfunction("the page does not show what was just set")
