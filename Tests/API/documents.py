"""Runs the examples of docs/api.md and docs/cli.md as they stand there, and holds what they print against what is printed there: the same keys and
statuses of JSON, the same beginnings of the lines of text.

`Tests/API/run --renew` writes the JSON that they print now into docs/api.md.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

from counterparts import ONHOOK, ROOT, Phone, Programs
from stories import Server

PROFILE = """<flat-profile>
  <!-- the desk phones of the second floor -->
  <Station_Name ua="ro">Second floor</Station_Name>
  <Resync_Periodic>86400</Resync_Periodic>
  <GPP_SA>s3cret-of-the-floor</GPP_SA>
  <Resync_Perodic>3600</Resync_Perodic>
</flat-profile>
"""
BROKEN = """<flat-profile>
  <Station_Name>Second floor</Station_Name>
  <GPP_A>x & y</GPP_A>
  <GPP_SA>geheim</GPP_SA>
</flat-profile>
"""

# What is not run, and why.
LEFT = {
    "/api/v1/events": "it never ends; stories.py reads its beginning",
    "/api/v1/dry-runs/8f3c2a61d07b94e5": "the number is another one each time",
    ".loads": "the tests of upgrades have it",
    "onhook serve --listen": "the phone runs already",
    "openssl x509": "it looks at another phone",
    "openssl enc -d -aes-256-cbc -md md5 -k geheim": "the report is on the server",
    "onhook activate": "the tests of onboarding have it",
    "onhook status --attempt 7": "it needs a name server with service records",
    "grep -e call -e waiting": "a resync that waits is due at its time only",
    "onhook hooks": "the hooks of the example are those of a whole machine",
    "onhook history restore 1": "the factory reset above has taken revision 1 along",
    "onhook history export 1": "the factory reset above has taken revision 1 along",
    "/metrics": "its numbers are many; the tests of metrics have them",
    "onhook param get Station_Name": "it is another phone's",
}
# What the text around an example says, or another section has done.
BEFORE = {
    "onhook param diff": "onhook param set Resync_Periodic=86400 Station_Name='Second floor'; echo GPP_SA=geheim | onhook param set",
    "onhook resync --dry-run": "onhook param reset Resync_Periodic Station_Name GPP_SA",
    "onhook report": "onhook param set HTTP_Report_Method=PUT; "
                     "echo 'Report_Rule=[--delta --key geheim]http://127.0.0.1:8182/$MA.enc' | onhook param set",
    "onhook updateca http://127.0.0.1:8181/ca.pem": "onhook call-state idle",
}
# Three browsers log in, and two of them are gone again.
BROWSERS = ("echo Admin_Password=Correct-Horse1 | onhook param set >/dev/null; for each in 1 2 3; do curl -s -o /dev/null "
            "-d 'username=admin&password=Correct-Horse1' http://127.0.0.1:8080/login; done; onhook sessions end 1; onhook sessions end 2")
BEFORE["onhook sessions"] = BEFORE["curl -s --unix-socket state/control.sock http://phone/api/v1/sessions"] = BROWSERS
# docs/cli.md begins after the resync of the start.
STARTED = ["for each in $(seq 600); do onhook status --attempt 1 >/dev/null 2>&1 && break; sleep 0.2; done"]
# docs/api.md begins in the middle of a life.
LIFE = [
    "onhook param set 'Profile_Rule=http://127.0.0.1:8181/desk.xml' Resync_Error_Retry_Delay=30",
    "onhook param set Station_Name='Front desk' --note 'as delivered'; onhook history savepoint make first; onhook resync",
    "onhook param set Web_Server_Port=8444; onhook param set Web_Server_Port=8443", BEFORE["onhook report"],
]
# What stands there is cut off, as the text says: the machine of the reader fills pages with it.
LEFT_OUT = ("sections", "network_statistics")
# Lines of a status that stand there only after something has happened.
HAPPENED = {"last PRT", "last report", "last reboot", "next round", "onboarding"}
# Keys that are names of parameters, macros or files.
MAPS = ("faults", "set", "macros")


class Example:
    def __init__(self, command, expected, span):
        self.command, self.expected, self.span = command, expected, span


def examples(text):
    """The commands of all blocks, each with what is printed below it, and where that stands."""
    for block in re.finditer(r"^```\w*\n(.*?)^```$", text, re.M | re.S):
        for found in re.finditer(r"^\$ (.*(?:\\\n.*)*)\n((?:(?!\$ ).*\n)*)", block[1], re.M):
            start = block.start(1) + found.start(2)
            yield Example(found[1], found[2], (start, start + len(found[2])))


def documents_in(text):
    """The JSON at the beginning of each line, and what stands behind it."""
    for line in text.splitlines():
        # A bracket alone begins what goes on below it.
        if line[:1] in "{[" and line[1:]:
            value, end = json.JSONDecoder().raw_decode(line)
            yield value, line[end:].strip()


def differences(there, here, place=""):
    """Where two documents have other keys."""
    if isinstance(there, dict) and isinstance(here, dict):
        if place.rsplit(".", 1)[-1] in MAPS:
            return
        for key in sorted(there.keys() ^ here.keys()):
            if key not in LEFT_OUT:
                yield f"{place}.{key} is {'in the document alone' if key in there else 'missing in the document'}"
        for key in there.keys() & here.keys():
            yield from differences(there[key], here[key], f"{place}.{key}")
    elif isinstance(there, list) and isinstance(here, list):
        if there and here:
            yield from differences(there[0], here[0], f"{place}[]")
    # What is null or empty in one of them may be there in the other.
    elif there is not None and here is not None and type(there) is not type(here) and {type(there), type(here)} != {int, float}:
        yield f"{place} is {type(there).__name__} in the document, and {type(here).__name__}"


class Desk:
    """The phone, the server and the folder of the examples."""

    def __init__(self, life):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="onhook-documents-"))
        for name, text in {"www/desk.xml": PROFILE, "broken.xml": BROKEN, "pw": "Correct-Horse1\n", "password": "geheim\n",
                           "key": "SecretPhrase1234\n"}.items():
            (self.folder / name).parent.mkdir(exist_ok=True)
            (self.folder / name).write_text(text)
        (self.folder / "bin").mkdir()
        (self.folder / "bin/onhook").symlink_to(ONHOOK)
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
             "/CN=Example Root", "-addext", "basicConstraints=critical,CA:TRUE", "-keyout", "/dev/null", "-out", str(self.folder / "ca.pem")],
            check=True, capture_output=True)
        self.server = Server({"/desk.xml": PROFILE, "/ca.pem": (self.folder / "ca.pem").read_text()})
        self.programs = Programs(time="exec cat >/dev/null")
        self.phone = Phone("--hooks", str(self.programs.directory), "--admin-password-file", str(self.folder / "pw"), "--model", "8851", state=self.folder / "state")
        self.places = {"http://127.0.0.1:8080": self.phone.url, "127.0.0.1:8181": self.server.url.removeprefix("http://"),
                       "127.0.0.1:8182": self.server.url.removeprefix("http://"), "/etc/onhook/hooks.d": str(self.programs.directory)}
        for command in life:
            self.run(command)

    def run(self, command):
        for there, here in self.places.items():
            command = command.replace(there, here)
        environment = dict(os.environ, PATH=f"{self.folder}/bin:{os.environ['PATH']}", ONHOOK_STATE="state")
        done = subprocess.run(["bash", "-c", command], cwd=self.folder, env=environment, capture_output=True, text=True, timeout=120)
        text = done.stdout + done.stderr
        for there, here in self.places.items():
            text = text.replace(here, there)
        return text

    def close(self):
        self.phone.stop()
        self.programs.close()
        self.server.__exit__()
        shutil.rmtree(self.folder)


def run(renews):
    """How many documents are true, and the names of those that are not."""
    failed = [name for name, life in (("docs/api.md", LIFE), ("docs/cli.md", STARTED)) if not is_true(name, life, renews and name == "docs/api.md")]
    return 2 - len(failed), failed


def is_true(name, life, renews):
    text = (ROOT / name).read_text()
    desk, faulty, count, pieces, last = Desk(life), 0, 0, [], 0
    try:
        for example in examples(text):
            if any(word in example.command for word in LEFT):
                continue
            if example.command in BEFORE:
                desk.run(BEFORE[example.command])
            printed = desk.run(example.command)
            if not example.expected:
                continue
            count += 1
            faults = list(compared(example.expected, printed))
            if faults:
                faulty += 1
                print(f"  {example.command[:160]}: {'; '.join(faults[:8])}", flush=True)
            if renews and example.expected[:1] in "{[":
                pieces += [text[last:example.span[0]], shortened(printed)]
                last = example.span[1]
    finally:
        desk.close()
    if renews:
        (ROOT / name).write_text("".join(pieces) + text[last:])
    print(f"{'✘' if faulty else '✔'} {name} tells what {count} examples print", flush=True)
    return not faulty


def compared(expected, printed):
    there, here = list(documents_in(expected)), list(documents_in(printed))
    if len(there) != len(here):
        yield f"printed {printed[:200]!r}"
    for (old, old_rest), (new, new_rest) in zip(there, here):
        if old_rest != new_rest:
            yield f"{old_rest!r} in the document, and {new_rest!r}"
        yield from differences(old, new)
    if not there and beginnings(expected) != beginnings(printed):
        yield f"in one of both alone: {sorted(beginnings(expected) ^ beginnings(printed))}; printed {printed[:300]!r}"


def beginnings(text):
    """How lines begin, whatever the numbers are; how many of a kind there are, and what is set in, does not count."""
    lines = [line for line in text.splitlines() if line[:1].strip()]
    if "…" in text:
        lines = lines[:1]
    return {re.sub(r"\d+", "#", line.split("  ")[0])[:40] for line in lines} - HAPPENED


def shortened(printed):
    lines = []
    for line in printed.splitlines():
        if line[:1] == "{":
            value, end = json.JSONDecoder().raw_decode(line)
            if LEFT_OUT[0] in value and LEFT_OUT[1] in value:
                value = {key: piece for key, piece in value.items() if key not in LEFT_OUT}
                line = json.dumps(value, separators=(",", ":"), ensure_ascii=False) + line[end:]
        lines.append(line + "\n")
    return "".join(lines)
