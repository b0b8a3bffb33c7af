"""Handshakes of TLS, new and resumed, against nginx with the same certificate (P-256): processor time, and how many a second."""

import re
import socket
import ssl
import subprocess

from .figures import Figure, Malfunction
from .peers import Nginx
from .phone import Phone
from .processes import processor_seconds

VERSIONS = {"TLS 1.2": "-tls1_2", "TLS 1.3": "-tls1_3"}
KINDS = {"new": "-new", "resumed": "-reuse"}


def measure(program, peers, folder, quick):
    rounds, seconds = (2, 1) if quick else (5, 3)
    certificate, key = made_certificate(folder)
    options = ["--tls", "--tls-cert", certificate, "--tls-key", key]
    with Phone(program, folder / "phone", *options) as phone, Nginx(folder / "nginx", certificate, key) as nginx:
        # The answer is as short as answers are: it is read, because tickets of TLS 1.3 come with it.
        (nginx.root / "healthz").write_bytes(b"ok\n")
        rates, costs = {}, {}
        for _ in range(rounds):
            for version, option in VERSIONS.items():
                for kind, way in KINDS.items():
                    ours = handshakes([phone.pid], phone.port, option, way, seconds)
                    theirs = handshakes(nginx.processes, nginx.tls_port, option, way, seconds)
                    rates.setdefault(f"{version}, {kind}", []).append((ours[0], theirs[0]))
                    costs.setdefault(f"{version}, {kind}", []).append((ours[1], theirs[1]))
        check_resumes(phone.port, folder)
    found = []
    for name in rates:
        found.append(Figure(f"handshake, {name}", "connections/s", rates[name], peer="nginx"))
        found.append(Figure(f"handshake, {name}, processor time", "µs", costs[name], peer="nginx"))
    return found


def made_certificate(folder):
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
        check=True, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return certificate, key


def handshakes(pids, port, version, way, seconds):
    """Connections one after the other with a short answer each: how many a second, and the microseconds of processor time of each."""
    command = ["openssl", "s_time", "-connect", f"127.0.0.1:{port}", version, way, "-time", str(seconds), "-www", "/healthz"]
    used = sum(map(processor_seconds, pids))
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    used = sum(map(processor_seconds, pids)) - used
    found = re.search(r"(\d+) connections in (\d+) real seconds", text)
    if not found or int(found[1]) == 0:
        raise Malfunction(f"openssl s_time made no connection to port {port}: {text[-300:]}")
    return int(found[1]) / int(found[2]), used / int(found[1]) * 1e6


def check_resumes(port, folder):
    """What is called resumed is so: the client of Python's own library says it."""
    context = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    context.check_hostname = False
    session = None
    for is_resumed in (False, True):
        plain = socket.create_connection(("127.0.0.1", port), 10)
        with context.wrap_socket(plain, server_hostname="localhost", session=session) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            while connection.recv(4096):
                pass
            session = connection.session
            if connection.session_reused != is_resumed:
                raise Malfunction("a session was not resumed" if is_resumed else "a new session was taken for an old one")
