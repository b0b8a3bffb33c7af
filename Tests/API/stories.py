"""What no program makes up: the operations that need the answer of another one, or a file that is good. Each answer is held against openapi.json.

They are also the only place where the dangerous ones are done for good: a restart, a restore, a factory reset.
"""

import base64
import http.client
import json
import pathlib
import subprocess
import tempfile
import urllib.parse
import uuid

import requests
import schemathesis

from counterparts import ADMIN_PASSWORD, USER_PASSWORD, Phone, Programs
from faces import Relay

PROFILE = "<flat-profile><GPP_A>from a file</GPP_A><Asset_ID>4711</Asset_ID></flat-profile>"

STORIES = []


def story(body):
    STORIES.append(body)
    return body


class Caller:
    """Sends requests, and holds each answer against the description."""

    def __init__(self, phone, account="admin", done=None):
        self.url = phone.url
        self.description = schemathesis.openapi.from_dict(requests.get(phone.url + "/api/v1/openapi.json", timeout=60).json())
        self.description.config.update(base_url=phone.url)
        self.login = ("admin", ADMIN_PASSWORD) if account == "admin" else ("user", USER_PASSWORD)
        self.done = done if done is not None else {}

    def __call__(self, method, path, status, body=None, files=None, query=None, **captures):
        operation = self.description[path][method]
        address = path.format(**{name: urllib.parse.quote(str(value), safe="") for name, value in captures.items()})
        content = {"files": files} if files else {"json": body} if isinstance(body, dict) else {"data": body}
        answer = requests.request(method, self.url + address, auth=self.login, params=query, timeout=60, **content)
        assert answer.status_code == status, (method, address, answer.status_code, answer.text[:500])
        operation.validate_response(answer)
        self.done.setdefault(operation.label, 0)
        self.done[operation.label] += answer.ok
        return answer.json() if answer.headers.get("Content-Type", "").startswith("application/json") else answer


@story
def a_dry_run_is_applied_as_it_was_shown(ask, phone):
    with Server({"/desk.xml": PROFILE}) as server:
        run = ask("POST", "/api/v1/dry-runs", 200, {"rule": server.url + "/desk.xml"})
        assert {change["name"] for change in run["changes"]} == {"GPP_A", "Asset_ID"}
        assert ask("GET", "/api/v1/dry-runs/{id}", 200, id=run["id"])["applied"] is None
        applied = ask("POST", "/api/v1/dry-runs/{id}/apply", 200, id=run["id"])
        assert applied["applied"] and phone.value("GPP_A") == "from a file"
        ask("POST", "/api/v1/dry-runs/{id}/apply", 409, id=run["id"])


@story
def first_passwords_are_set_once_and_then_changed(ask, phone):
    ask("POST", "/api/v1/setup", 409, {"admin_password": ADMIN_PASSWORD})
    fresh = Phone()
    try:
        first = Caller(fresh, done=ask.done)
        assert set(first("POST", "/api/v1/setup", 422, {"admin_password": "short"})["faults"]) == {"admin_password"}
        assert first("POST", "/api/v1/setup", 200, {"admin_password": ADMIN_PASSWORD, "user_password": USER_PASSWORD}) == {"accounts": ["admin", "user"]}
        first("POST", "/api/v1/password", 422, {"old_password": "guessed", "new_password": "Another-One-2"})
        first("POST", "/api/v1/password", 200, {"account": "user", "new_password": "Another-One-2"})
        changed = first("POST", "/api/v1/password", 200, {"old_password": ADMIN_PASSWORD, "new_password": "Another-One-3"})
        assert changed == {"account": "admin", "csrf_token": None, "ended_sessions": 0}
        first("POST", "/api/v1/password", 401, {"old_password": ADMIN_PASSWORD, "new_password": "Another-One-4"})
    finally:
        fresh.stop()


@story
def values_that_others_have_changed_are_not_overwritten(ask, phone):
    seen = ask("GET", "/api/v1/status", 200)["revision"]
    ask("PATCH", "/api/v1/parameters", 200, {"GPP_P": "theirs"})
    refused = ask("PATCH", "/api/v1/parameters", 409, {"GPP_P": "mine"}, query={"based_on": seen})
    assert set(refused["faults"]) == {"GPP_P"} and phone.value("GPP_P") == "theirs"
    ask("PATCH", "/api/v1/parameters", 200, {"GPP_P": "mine"}, query={"based_on": seen + 1})


@story
def a_session_is_seen_and_ended(ask, phone):
    for _ in range(2):
        assert requests.post(phone.url + "/login", {"username": "admin", "password": ADMIN_PASSWORD}, allow_redirects=False, timeout=60).status_code == 303
    newest = max(ask("GET", "/api/v1/sessions", 200), key=lambda each: each["id"])
    assert ask("DELETE", "/api/v1/sessions/{id}", 200, id=newest["id"]) == {"ended": 1}
    ask("DELETE", "/api/v1/sessions/{id}", 404, id=newest["id"])
    assert ask("DELETE", "/api/v1/sessions", 200)["ended"] >= 1
    assert ask("GET", "/api/v1/sessions", 200) == []


@story
def a_file_is_compared_then_imported(ask, phone):
    assert len(ask("POST", "/api/v1/profile/difference", 200, PROFILE)["changes"]) == 2
    first = ask("POST", "/api/v1/profile/import", 200, PROFILE, query={"name": "desk.xml"})
    second = ask("POST", "/api/v1/profile/import", 200, files={"profile": ("desk.xml", PROFILE)})
    assert first["changes"] == second["changes"] and first["origin"] == second["origin"]
    revision = ask("POST", "/api/v1/proposals/{proposal}/apply", 200, proposal=first["proposal"])["revision"]
    assert revision["change_count"] == 2
    fault = ask("POST", "/api/v1/profile/import", 422, "<flat-profile><GPP_A>a & b</GPP_A></flat-profile>")
    assert fault["line"] == 1 and "&amp;" in fault["error"]


@story
def a_file_that_would_do_something_else_by_now_is_shown_anew(ask, phone):
    seen = ask("POST", "/api/v1/profile/import", 200, PROFILE)
    phone.set(GPP_A="of somebody else")
    answer = ask("POST", "/api/v1/proposals/{proposal}/apply", 409, proposal=seen["proposal"])
    assert [change["old"] for change in answer["renewed"]["changes"] if change["name"] == "GPP_A"] == ["of somebody else"]


@story
def a_backup_is_made_opened_and_restored(ask, phone):
    phone.set(GPP_A="kept")
    sealed = ask("POST", "/api/v1/backup", 200, {"pass_phrase": "correct horse battery"}).content
    phone.set(GPP_A="lost")
    text = base64.b64encode(sealed).decode()
    ask("POST", "/api/v1/backup/open", 422, {"pass_phrase": "another phrase", "file": text})
    ask("POST", "/api/v1/backup/open", 422, {"pass_phrase": "correct horse battery", "file": "no base 64"})
    opened = ask("POST", "/api/v1/backup/open", 200, {"pass_phrase": "correct horse battery", "file": text})
    assert opened["same_phone"] and phone.value("GPP_A") == "lost"
    restored = ask("POST", "/api/v1/backup/restore", 200, {"restore": opened["restore"]})
    assert restored["revisions"] and phone.value("GPP_A") == "kept"
    ask("POST", "/api/v1/backup/restore", 404, {"restore": opened["restore"]})


@story
def a_certificate_is_installed_used_and_deleted(ask, phone):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
             "-subj", "/CN=phone.example", "-addext", "subjectAltName=DNS:phone.example", "-keyout", f"{folder}/key", "-out", f"{folder}/pem"],
            check=True, capture_output=True)
        pem = pathlib.Path(folder, "pem").read_text() + pathlib.Path(folder, "key").read_text()
    made = ask("POST", "/api/v1/certificates", 201, {"pem": pem, "uses": ["provisioning"]})
    assert ask("PUT", "/api/v1/certificates/{id}", 200, {"uses": ["web-server"]}, id=made["id"])["uses"] == ["web-server"]
    assert ask("GET", "/api/v1/certificates/{id}", 200, id=made["id"])["id"] == made["id"]
    ask("DELETE", "/api/v1/certificates/{id}", 204, id=made["id"])
    ask("GET", "/api/v1/certificates/{id}", 404, id=made["id"])
    ask("POST", "/api/v1/certificates", 422, {"data": base64.b64encode(b"no certificate").decode()})


@story
def a_change_that_waits_is_confirmed_or_taken_back(ask, phone):
    ask("POST", "/api/v1/pending-change/confirm", 409)
    for deed in ("confirm", "revert"):
        port = {"confirm": "8443", "revert": "8444"}[deed]
        ask("PATCH", "/api/v1/parameters", 200, {"Web_Server_Port": port}, query={"confirm_within": 600})
        waiting = ask("GET", "/api/v1/pending-change", 200)["pending_change"]
        assert waiting["changes"][0]["name"] == "Web_Server_Port"
        ask("POST", f"/api/v1/pending-change/{deed}", 200, {"revision": waiting["revisions"][-1]})
        assert phone.value("Web_Server_Port") == "8443"


@story
def drafts_meet_what_others_have_changed(ask, phone):
    ask("PUT", "/api/v1/drafts/{name}", 200, {"GPP_A": "mine", "GPP_B": "b"}, name="move")
    phone.set(GPP_A="theirs")
    assert ask("GET", "/api/v1/drafts/{name}", 200, name="move")["changes"][0]["state"] == "conflict"
    assert ask("POST", "/api/v1/drafts/{name}/apply", 409, name="move")["conflicts"] == ["GPP_A"]
    ask("DELETE", "/api/v1/drafts/{name}/changes/{parameter}", 200, name="move", parameter="GPP_B")
    ask("POST", "/api/v1/drafts/{name}/apply", 200, {"answers": {"GPP_A": "mine"}}, name="move")
    assert phone.value("GPP_A") == "mine"
    ask("PUT", "/api/v1/drafts/{name}", 422, {"GPP_A": "x"}, name="no name")


@story
def revisions_are_undone_and_restored(ask, phone):
    phone.set(GPP_A="one")
    newest = phone.revision()
    ask("POST", "/api/v1/revisions/{number}/undo", 200, {"note": "a mistake"}, number=newest)
    assert phone.value("GPP_A") == ""
    ask("POST", "/api/v1/revisions/{number}/undo", 409, number=newest)
    ask("POST", "/api/v1/revisions/{number}/restore", 200, {"note": "no mistake"}, number=newest)
    assert phone.value("GPP_A") == "one"


@story
def reports_go_out_by_their_rule(ask, phone):
    ask("POST", "/api/v1/report", 422)
    with Server({}) as server:
        phone.set(Report_Rule=server.url + "/report.xml", HTTP_Report_Method="PUT")
        assert len(ask("POST", "/api/v1/report", 200)["reports"]) == 1
        ask("POST", "/api/v1/report", 202, {"wait": False})


@story
def a_load_of_firmware_is_looked_at(ask, phone):
    with Server({"/sip88xx.12-0-8MPP0001-1.loads": "firmware"}) as server:
        outcome = ask("POST", "/api/v1/upgrade", 200, {"url": server.url + "/sip88xx.12-0-8MPP0001-1.loads", "dry_run": True})
        assert outcome["succeeded"] and outcome["attempt"]["result"] == "checked"


@story
def events_begin_with_ready(ask, phone):
    key = base64.b64encode(f"admin:{ADMIN_PASSWORD}".encode()).decode()
    place = urllib.parse.urlsplit(phone.url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.request("GET", "/api/v1/events", headers={"Authorization": f"Basic {key}"})
    answer = connection.getresponse()
    assert answer.status == 200 and answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.readline() == b"event: ready\n"
    ask.done["GET /api/v1/events"] = 1
    connection.close()


@story
def a_wrong_password_opens_nothing_and_many_of_them_make_everybody_wait(ask, phone):
    for path, operations in ask.description.raw_schema["paths"].items():
        for method in operations:
            address = phone.url + path.format_map({name: "1" for name in ("number", "id", "name", "parameter", "proposal")})
            if not is_open(operations[method]):
                answer = requests.request(method, address, auth=("nobody", uuid.uuid4().hex), timeout=60)
                assert answer.status_code in (401, 429), (method, path, answer.status_code)
                ask.description[path][method.upper()].validate_response(answer)


def is_open(operation):
    return operation.get("security") == [] or {} in operation.get("security", [])


@story
def hooks_are_told(ask, phone):
    ask("POST", "/api/v1/hooks/run", 409, {"whole": True})
    programs = Programs(name="cat > /dev/null")
    hooked = Phone("--hooks", str(programs.directory)).set_up(USER_PASSWORD)
    try:
        ask.url = hooked.url
        ask("POST", "/api/v1/hooks/run", 404, {"name": "none"})
        ask("POST", "/api/v1/hooks/run", 200, {"name": "name", "whole": True})
        assert ask("GET", "/api/v1/hooks", 200)["hooks"][0]["last_run"]["succeeded"]
    finally:
        hooked.stop()
        programs.close()


@story
def leases_are_told_by_the_machine_alone(ask, phone):
    lease = {"event": "obtained", "interface": "eth0", "options": {"66": "3132372e302e302e31"}}
    ask("POST", "/api/v1/dhcp-lease", 403, lease)
    relay = Relay(phone.directory / "control.sock")
    ask.url = relay.url
    ask("POST", "/api/v1/dhcp-lease", 200, lease)
    ask.url = phone.url


@story
def the_phone_restarts_and_answers_on(ask, phone):
    assert ask("POST", "/api/v1/reboot", 202)["restarts"] == "now"
    phone.set(GPP_A="after it")
    assert phone.value("GPP_A") == "after it"


@story
def a_factory_reset_leaves_nothing(ask, phone):
    phone.set(GPP_A="gone")
    ask("POST", "/api/v1/factory-reset", 400, {"yes": False})
    ask("PUT", "/api/v1/call-state", 200, {"state": "busy"})
    ask("POST", "/api/v1/factory-reset", 409, {"yes": True})
    ask("PUT", "/api/v1/call-state", 200, {"state": "idle"})
    ask("POST", "/api/v1/factory-reset", 200, {"yes": True})
    ask("GET", "/api/v1/status", 401)
    assert requests.get(phone.url + "/api/v1/status", timeout=60).status_code == 403
    phone.set_up(USER_PASSWORD)
    assert phone.value("GPP_A") == ""


class Server:
    """A web server on a free port with these files; it takes what is put."""

    def __init__(self, files):
        import http.server
        import threading

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                text = files.get(self.path)
                self.send_response(404 if text is None else 200)
                self.send_header("Content-Length", str(len(text or "")))
                self.end_headers()
                self.wfile.write((text or "").encode())

            def do_PUT(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()


def run(words):
    """All stories, each with a phone of its own; those that failed, and what was done."""
    done, failed, count = {}, [], 0
    for body in STORIES:
        name = body.__name__.replace("_", " ")
        if words and not any(word in name for word in words):
            continue
        count += 1
        phone = Phone().set_up(USER_PASSWORD)
        try:
            body(Caller(phone, done=done), phone)
            print(f"✔ {name}", flush=True)
        except Exception as error:
            failed.append(name)
            print(f"✘ {name}: {type(error).__name__}: {error}", flush=True)
        finally:
            phone.stop()
    return count, failed, done
