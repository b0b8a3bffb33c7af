"""The search page, logged in, against nginx with the same bytes in a file: a name, words of a help text, a value, and what is found nowhere."""

import urllib.parse

from .figures import Figure
from .page import costed, phone_load
from .peers import Load, Nginx
from .phone import Phone

CONNECTIONS = 32
TEXTS = {
    "a name": "Profile_Rule",
    "many hits": "e",
    "two words of a help text": "seconds retry",
    "a value": "http://bench.example",
    "nothing": "xylophone",
}


def measure(program, peers, folder, quick):
    rounds, seconds = (2, 1) if quick else (5, 2)
    with Phone(program, folder / "phone") as phone, Nginx(folder / "nginx") as nginx:
        phone.ask("PATCH", "/api/v1/parameters", {"Profile_Rule_B": "http://bench.example/$MA.xml"})
        cookie = phone.log_in()
        figures = []
        for number, (what, text) in enumerate(TEXTS.items()):
            path = f"/search?q={urllib.parse.quote(text, safe='')}"
            (nginx.root / f"{number}.html").write_bytes(phone.page(path, cookie))
            rates, costs = [], []
            for _ in range(rounds):
                ours, cost = costed([phone.pid], lambda: phone_load(phone, cookie, CONNECTIONS, seconds, path))
                theirs, their_cost = costed(
                    nginx.processes, lambda: Load(f"{nginx.address}/{number}.html", CONNECTIONS, seconds)
                )
                rates.append((ours.rate, theirs.rate))
                costs.append((cost, their_cost))
            figures.append(Figure(f"search, {what}", "pages/s", rates, peer="nginx"))
            figures.append(Figure(f"search, {what}, processor time", "µs", costs, peer="nginx"))
        return figures
