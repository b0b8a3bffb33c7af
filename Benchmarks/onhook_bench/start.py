"""From the start of the program to its first page."""

import http.client
import shutil
import time

from .figures import Figure, Malfunction
from .phone import Phone
from .processes import children_seconds
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
        empty.append(first_page(program, folder / f"empty{number}", "/setup"))
        # Each start is the first one after the values were set.
        copy = folder / f"copy{number}"
        shutil.copytree(full, copy)
        again.append(first_page(program, copy, "/login", "--model", MODEL))
        shutil.rmtree(copy)
    return figures("empty state directory", empty) + figures(f"{COUNT} settings", again)


def figures(name, starts):
    cost = Figure(f"start and stop, {name}, processor time", "ms", [(cost, None) for _, cost in starts])
    wall = Figure(f"start, {name}", "ms", [(time, None) for time, _ in starts], 50, is_absolute=True)
    wall.because = (
        f"of {cost.phone_result:.0f} ms of processor time, start and stop, and the wait for the processors and the disk"
    )
    return [wall, cost]


def first_page(program, folder, path, *options):
    """Milliseconds from the start of the process to the last byte of its first page, where nothing is polled; and the processor
    time of the process in all."""
    used = children_seconds()
    begin = time.monotonic()
    with Phone(program, folder, *options, with_password=False) as phone:
        connection = http.client.HTTPConnection("127.0.0.1", phone.port)
        connection.request("GET", path, headers={"Accept": "text/html"})
        answer = connection.getresponse()
        answer.read()
        end = time.monotonic()
        connection.close()
        if answer.status != 200:
            raise Malfunction(f"the first page was answered with {answer.status}")
    return (end - begin) * 1000, (children_seconds() - used) * 1000
