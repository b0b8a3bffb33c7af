"""From the start of the program to its first page."""

import http.client
import shutil
import time

from .figures import Figure, Malfunction
from .phone import Phone
from .resync import COUNT, MODEL, changing_parameters


def measure(program, peers, folder, quick):
    rounds = 5 if quick else 15
    full = folder / "full"
    with Phone(program, full, "--model", MODEL) as phone:
        values = {name: pair[0] for name, pair in changing_parameters(phone).items()}
        status, answer = phone.ask("PATCH", "/api/v1/parameters", values)
        if status != 200:
            raise Malfunction(f"the values were not stored: {answer}")
    empty, again = [], []
    for number in range(rounds):
        empty.append((first_page(program, folder / f"empty{number}", "/setup"), None))
        # A start is a start after the last one: the same state each time.
        copy = folder / f"copy{number}"
        shutil.copytree(full, copy)
        again.append((first_page(program, copy, "/login", "--model", MODEL), None))
        shutil.rmtree(copy)
    because = "the catalogue is expanded, the templates are parsed and the store is opened before the first answer"
    return [
        Figure("start, empty state directory", "ms", empty, 50, is_absolute=True, because=because),
        Figure(f"start, {COUNT} settings", "ms", again, 50, is_absolute=True, because=because),
    ]


def first_page(program, folder, path, *options):
    """Milliseconds from the start of the process to the last byte of its first page; nothing is polled."""
    begin = time.monotonic()
    with Phone(program, folder, *options, with_password=False) as phone:
        connection = http.client.HTTPConnection("127.0.0.1", phone.port)
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        end = time.monotonic()
        if answer.status != 200:
            raise Malfunction(f"the first page was answered with {answer.status}")
    return (end - begin) * 1000
