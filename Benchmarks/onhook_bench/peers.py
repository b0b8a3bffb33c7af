"""The peers: nginx, wrk, and two small C programs."""

import os
import re
import shutil
import socket
import subprocess
import time

from .figures import Malfunction
from .processes import descendants, end

# What the phone is linked with.
LIBRARIES = ["microhttpd", "curl", "cares", "xml2", "crypto", "z", "sqlite3", "ctemplate", "archive", "pacparser", "pq", "zint", "stdc++"]


def compiled(sources, scratch):
    """The C programs, by name."""
    compiler = shutil.which("cc") or shutil.which("clang") or "cc"
    programs = {}
    folder = scratch / "peers"
    folder.mkdir()
    for source in sources.glob("*.c"):
        program = folder / source.stem
        libraries = [f"-l{name}" for name in LIBRARIES]
        subprocess.run([compiler, "-O2", "-o", program, source, "-Wl,--no-as-needed", *libraries], check=True)
        programs[source.stem] = program
    return programs


def own_libraries(program, folder):
    """The environment in which a program runs with copies of its libraries, so that no neighbour shares their memory."""
    folder.mkdir()
    text = subprocess.run(["ldd", program], check=True, stdout=subprocess.PIPE, text=True).stdout
    for path in re.findall(r"=> (/\S+)", text):
        shutil.copy(path, folder)
    return {"LD_LIBRARY_PATH": str(folder)}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """nginx with the files of a folder, as many workers as the phone has threads."""

    CONFIGURATION = """
        daemon off; worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/error.log;
        events {{ worker_connections 2048; }}
        http {{
            access_log off; sendfile on; keepalive_requests 100000000; types {{ text/html html; text/xml xml; }}
            client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
            uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
            server {{ listen 127.0.0.1:{port}; root {root};
                location /aes128gcm/ {{ add_header Content-Encoding aes128gcm; }} }}
            {tls}
        }}
        """
    # As the phone: P-256, versions 1.2 and 1.3, tickets.
    TLS = """
            ssl_session_tickets on; ssl_session_cache none; ssl_session_timeout 1h; ssl_protocols TLSv1.2 TLSv1.3;
            server {{ listen 127.0.0.1:{port} ssl; root {root};
                ssl_certificate {certificate}; ssl_certificate_key {key}; }}
        """

    def __init__(self, folder, certificate=None, key=None):
        folder.mkdir()
        self.root = folder / "root"
        self.root.mkdir()
        # The workers may run as another user.
        for path in [self.root, folder, *folder.parents]:
            if path.owner() == self.root.owner() and path.parent != path.parent.parent:
                path.chmod(0o755)
        self.port = free_port()
        file = folder / "nginx.conf"
        tls = ""
        if certificate:
            self.tls_port = free_port()
            tls = self.TLS.format(port=self.tls_port, root=self.root, certificate=certificate, key=key)
        file.write_text(self.CONFIGURATION.format(folder=folder, root=self.root, port=self.port, tls=tls))
        program = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")
        if not program:
            raise Malfunction("there is no nginx: make bench installs it")
        self.process = subprocess.Popen([program, "-c", file, "-e", folder / "error.log"])
        self.wait_until_ready()

    def wait_until_ready(self):
        for _ in range(500):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            if self.process.poll() is not None:
                raise Malfunction("nginx did not start")
            time.sleep(0.01)
        raise Malfunction("nginx does not answer")

    @property
    def processes(self):
        return [self.process.pid, *descendants(self.process.pid)]

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)


class Load:
    """What wrk measured: requests a second, and milliseconds at the 50th and 99th of a hundred."""

    def __init__(self, url, connections, seconds, headers=(), script=None, environment=None):
        arguments = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s", "--latency"]
        for header in headers:
            arguments += ["--header", header]
        if script:
            arguments += ["--script", script]
        text = subprocess.run(
            [*arguments, url], check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
        ).stdout
        if "Non-2xx" in text or "Socket errors" in text:
            raise Malfunction(f"wrk met errors at {url}:\n{text}")
        self.requests = int(re.search(r"(\d+) requests in", text)[1])
        self.rate = float(re.search(r"Requests/sec:\s*([\d.]+)", text)[1])
        self.p50 = milliseconds(re.search(r"50%\s+([\d.]+\w+)", text)[1])
        self.p99 = milliseconds(re.search(r"99%\s+([\d.]+\w+)", text)[1])


def milliseconds(text):
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]
