"""The daemon under measurement, as a process of its own."""

import http.client
import json
import os
import queue
import re
import socket
import subprocess
import threading
import urllib.parse
from base64 import b64encode

from .figures import Malfunction
from .processes import end

PASSWORD = "Bench-Marks-1"


class Phone:
    """A phone that serves on a free port of the loopback interface with a state directory of its own."""

    def __init__(self, program, folder, *options, with_password=True, environment=None):
        folder.mkdir(exist_ok=True)
        self.state = folder / "state"
        arguments = [program, "serve", "--listen", "127.0.0.1:0", "--state", self.state, *options]
        if with_password:
            file = folder / "password"
            file.write_text(PASSWORD + "\n")
            arguments += ["--admin-password-file", file]
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("ONHOOK_")}
        self.process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=inherited | (environment or {}),
        )  # fmt: skip
        self.log = queue.SimpleQueue()
        threading.Thread(target=self.read_log, daemon=True).start()
        line = self.process.stdout.readline()
        ready = re.fullmatch(r"onhook: listening on https?://127\.0\.0\.1:(\d+)\n", line)
        if not ready:
            self.process.kill()
            raise Malfunction(f"the phone did not start: {line or self.next_log_line()}")
        self.port = int(ready[1])

    @property
    def pid(self):
        return self.process.pid

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)

    def read_log(self):
        for line in self.process.stderr:
            self.log.put(line)

    def next_log_line(self, timeout=60):
        try:
            return self.log.get(timeout=timeout)
        except queue.Empty:
            raise Malfunction(f"the phone wrote nothing to its log for {timeout} s") from None

    def wait_for_log(self, pattern):
        while not (match := re.search(pattern, self.next_log_line())):
            pass
        return match

    def log_in(self):
        """Logs a browser in and returns its cookie."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        form = urllib.parse.urlencode({"username": "admin", "password": PASSWORD})
        connection.request("POST", "/login", form, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        answer.read()
        cookie = answer.getheader("Set-Cookie", "").partition(";")[0]
        if answer.status != 303 or not cookie:
            raise Malfunction(f"the login was answered with {answer.status}")
        return cookie

    def page(self, path, cookie):
        """The bytes of a page as a browser that is logged in gets them."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", path, headers={"Cookie": cookie, "Accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise Malfunction(f"{path} was answered with {answer.status}")
        return body

    def control(self):
        """A connection to the control socket, which needs no login."""
        connection = http.client.HTTPConnection("localhost")
        connection.sock = socket.socket(socket.AF_UNIX)
        connection.sock.connect(str(self.state / "control.sock"))
        return connection

    def ask(self, method, path, body=None):
        """Status and JSON of a request through the control socket."""
        connection = self.control()
        connection.request(method, path, None if body is None else json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, json.loads(text) if text else None

    @property
    def revision(self):
        return self.ask("GET", "/api/v1/status?attempts=0")[1]["revision"]


def basic():
    """The header of a script that shows the administrator's password."""
    return "Basic " + b64encode(f"admin:{PASSWORD}".encode()).decode()
