"""One page for one person, while somebody else holds on to the phone's connections."""

import contextlib
import http.client
import socket
import threading

from .figures import Figure
from .page import PATH, phone_load
from .phone import Phone

HEAD = b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A: "
FORM = b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\na"


def measure(program, peers, folder, quick):
    rounds, seconds = (1, 1) if quick else (5, 2)
    with Phone(program, folder / "phone") as phone:
        cookie = phone.log_in()
        deaf = f"GET {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nCookie: {cookie}\r\n\r\n".encode() * 20
        sieges = {
            "2,000 idle connections": lambda: held(phone, 2000, b""),
            "200 headers that trickle": lambda: held(phone, 200, HEAD, trickles=True),
            "200 bodies that trickle": lambda: held(phone, 200, FORM, trickles=True),
            "50 clients that never read": lambda: held(phone, 50, deaf),
            "wrong logins without end": lambda: guesses(phone),
        }
        results = {name: [] for name in sieges}
        for _ in range(rounds):
            for name, siege in sieges.items():
                alone = phone_load(phone, cookie, 1, seconds).p99
                with siege():
                    results[name].append((phone_load(phone, cookie, 1, seconds).p99, alone))
    return [
        Figure(f"page beside {name}, p99", "ms", figures, 5, peer="the same alone", is_absolute=True)
        for name, figures in results.items()
    ]


@contextlib.contextmanager
def held(phone, count, beginning, trickles=False):
    """Connections from many addresses, each with less than its share, that begin like that and do not end."""
    sockets = []
    over = threading.Event()
    try:
        for number in range(count):
            sockets.append(socket.create_connection(("127.0.0.1", phone.port), 10, (f"127.0.1.{1 + number // 100}", 0)))
            sockets[-1].settimeout(0.01)
            send(sockets[-1], beginning)
        if trickles:
            threading.Thread(target=drip, args=(sockets, over), daemon=True).start()
        yield
    finally:
        over.set()
        for each in sockets:
            each.close()


def drip(sockets, over):
    while not over.wait(0.1):
        for each in sockets:
            send(each, b"a")


def send(connection, data):
    """What a deaf client's own buffers do not take is not sent; what the server has ended is over."""
    with contextlib.suppress(OSError):
        connection.sendall(data)


@contextlib.contextmanager
def guesses(phone):
    over = threading.Event()
    worker = threading.Thread(target=guess, args=(phone, over))
    worker.start()
    try:
        yield
    finally:
        over.set()
        worker.join()


def guess(phone, over):
    connection = http.client.HTTPConnection("127.0.0.1", phone.port, timeout=30, source_address=("127.0.1.200", 0))
    while not over.is_set():
        connection.request(
            "POST", "/login", "username=admin&password=wrong", {"Content-Type": "application/x-www-form-urlencoded"}
        )
        connection.getresponse().read()
    connection.close()
