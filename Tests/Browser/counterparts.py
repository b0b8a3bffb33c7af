"""What the tests in the browser talk to: the real daemon, a real nginx with profiles, and behind it a server that can be held up."""

import base64
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
ONHOOK = os.environ.get("ONHOOK_PROGRAM", str(ROOT / ".build/debug/onhook"))
ADMIN_PASSWORD = "Correct-horse-7"
USER_PASSWORD = "Battery-staple-8"


class Phone:
    """The daemon as a process, on a free port, with a state directory of its own."""

    def __init__(self, *options, state=None):
        self.directory = pathlib.Path(state or tempfile.mkdtemp(prefix="onhook-browser-"))
        self.options = options
        self.start()

    def start(self, port=0):
        self.listen(f"127.0.0.1:{port}")

    def listen(self, place, *options):
        """Starts where that says: an address with a port, or an address alone."""
        self.log = open(self.directory.with_suffix(".log"), "ab")
        self.process = subprocess.Popen(
            [ONHOOK, "serve", "--listen", place, "--state", str(self.directory), "--model", "8841",
             "--mac", "00:0e:08:aa:bb:cc", *self.options, *options],
            stdout=subprocess.PIPE, stderr=self.log, stdin=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        ready = re.fullmatch(r"onhook: listening on (https?://\S+)\n", line)
        if not ready:
            raise RuntimeError(f"the daemon said {line!r}, and: {self.log_text()}")
        self.url = ready[1]

    def restart(self):
        """Comes back on the same port."""
        self.end()
        self.start(urllib.parse.urlsplit(self.url).port)

    def end(self):
        self.process.terminate()
        self.process.wait(20)
        self.log.close()

    def stop(self):
        self.end()
        shutil.rmtree(self.directory)
        self.directory.with_suffix(".log").unlink()

    def log_text(self):
        return self.directory.with_suffix(".log").read_text()

    def set_up(self, user_password=""):
        """Sets the first passwords as a script does, and that nothing is resynced by itself."""
        fields = {"admin_password": ADMIN_PASSWORD, "admin_password_confirm": ADMIN_PASSWORD,
                  "user_password": user_password, "user_password_confirm": user_password}
        opener = urllib.request.build_opener(NoRedirect)
        answer = opener.open(self.url + "/setup", urllib.parse.urlencode(fields).encode())
        assert answer.status == 303, answer.status
        return self.set(Resync_On_Reset="No", Resync_Error_Retry_Delay="3600")

    def set(self, **values):
        """Sets parameters as a script does."""
        self.ask("PATCH", "/api/v1/parameters", json.dumps(values).encode())
        return self

    def ask(self, method, path, body=None, account="admin"):
        password = ADMIN_PASSWORD if account == "admin" else USER_PASSWORD
        key = base64.b64encode(f"{account}:{password}".encode()).decode()
        request = urllib.request.Request(
            self.url + path, body, {"Authorization": f"Basic {key}", "Content-Type": "application/json"}, method=method)
        return urllib.request.urlopen(request).read().decode()

    def command(self, *words, status=0):
        """Runs `onhook` as root of this machine; what it printed."""
        done = subprocess.run([ONHOOK, *words, "--state", str(self.directory)], capture_output=True, text=True, timeout=60)
        assert done.returncode == status, (words, done.returncode, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def value(self, name):
        return json.loads(self.ask("GET", f"/api/v1/parameters/{name}"))["value"]

    def revision(self):
        return json.loads(self.ask("GET", "/api/v1/status"))["revision"]


class Programs:
    """A directory with programs of the machine that the phone runs: hooks, or what installs a load."""

    def __init__(self, **texts):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="onhook-programs-"))
        self.directory.chmod(0o755)
        for name, text in texts.items():
            program = self.directory / name
            program.write_text("#!/bin/sh\n" + text)
            program.chmod(0o755)
            (self.directory / f"{name}.json").write_text('{"parameters": ["Station_Name"], "time_limit": 5}')

    def close(self):
        shutil.rmtree(self.directory)


def authority(name):
    """A certificate authority of that name, as PEM."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={name}", "-keyout", f"{folder}/key", "-out", f"{folder}/pem"], check=True, capture_output=True)
        return pathlib.Path(f"{folder}/pem").read_text()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def http_error_303(self, request, answer, *rest):
        return answer


class Gate(http.server.ThreadingHTTPServer):
    """Answers with a profile as soon as it is let."""

    daemon_threads = True

    def __init__(self, profile):
        self.profile = profile.encode()
        self.arrived = threading.Event()
        self.opened = threading.Event()
        super().__init__(("127.0.0.1", 0), GateHandler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def close(self):
        self.opened.set()
        self.shutdown()
        self.server_close()


class GateHandler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.arrived.set()
        self.server.opened.wait(60)
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.server.profile)))
        self.end_headers()
        self.wfile.write(self.server.profile)

    def log_message(self, *arguments):
        pass


class ProfileServer:
    """A real nginx; `/slow/` leads to the gate, and `/reports/` takes what is put there."""

    def __init__(self, files, gate=None):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="onhook-nginx-"))
        (self.directory / "root").mkdir()
        for name, text in files.items():
            self.write(name, text)
        listener = socket.create_server(("127.0.0.1", 0))
        listener.set_inheritable(True)
        self.port = listener.getsockname()[1]
        slow = f"location /slow/ {{ proxy_pass http://127.0.0.1:{gate.server_port}; }}" if gate else ""
        reports = "location /reports/ { dav_methods PUT; create_full_put_path on; client_max_body_size 8m; }"
        paths = " ".join(f"{kind}_temp_path {self.directory}/{kind};"
                         for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration = self.directory / "nginx.conf"
        configuration.write_text(
            f"daemon off; user root; worker_processes 1; pid {self.directory}/nginx.pid; error_log {self.directory}/error.log;"
            f"events {{}} http {{ access_log {self.directory}/access.log; types {{ text/xml xml; text/html html; }} {paths}"
            f" server {{ listen 127.0.0.1:{self.port}; root {self.directory}/root; {reports} {slow} }} }}")
        # nginx takes over listening sockets whose numbers stand in this variable.
        self.process = subprocess.Popen(
            ["nginx", "-p", str(self.directory), "-e", str(self.directory / "error.log"), "-c", str(configuration)],
            pass_fds=[listener.fileno()], env={**os.environ, "NGINX": f"{listener.fileno()};"})
        listener.close()
        self.url = f"http://127.0.0.1:{self.port}"

    def write(self, name, text):
        path = self.directory / "root" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        shutil.rmtree(self.directory)
