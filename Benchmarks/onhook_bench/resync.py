"""A resync of a large profile over HTTP, to durable, against curl piped into xmllint: processor time."""

import re
import subprocess
from xml.sax.saxutils import escape

from .figures import Figure, Malfunction
from .peers import Nginx
from .phone import Phone
from .processes import children_seconds, processor_seconds

COUNT = 1335
# The model with the most lines and keys.
MODEL = "8861"

# A resync that switches the next one off measures nothing, one that sends syslog messages, hashes passwords or restarts the phone measures
# those.
KEPT = re.compile(
    r"Provision_|Profile_Rule|Resync_|Upgrade_|Log_|Syslog|Debug_|Trigger|(Admin|User)_Password$|Web_Server|Enable_Protocol|"
    r"Asset_ID|Session_|Transport_|HTTP_|TLS_|Enable_Web|User_Configurable"
)

# Pairs of values; the phone says which a parameter takes.
PAIRS = [
    ("first", "second"), ("1", "2"), ("10", "20"), ("20", "30"), ("100", "200"), ("Yes", "No"), ("-10", "-11"),
    ("0.1", "0.2"), ("*11", "*12"), ("10.0.0.1", "10.0.0.2"), ("one.example", "two.example"), ("fe80::1", "fe80::2"),
    ("http://one.example/a", "http://two.example/b"), ("(x.)", "(xx.)"), ("350@-19;10(*/0/1)", "440@-19;10(*/0/1)"),
    ("60(2/4)", "60(1/4)"), ("01", "02"), ("sip:a@one.example", "sip:b@two.example"), ("fnc=sd", "fnc=blf"),
    ("redial|1;dnd|2", "dnd|1;redial|2"), ("n=A;w=1;c=1", "n=B;w=2;c=1"), ("c=r", "c=g"), ("1/1", "2/2"),
    ("GMT+01:00", "GMT+02:00"),
]  # fmt: skip


def measure(program, peers, folder, quick):
    rounds, resyncs = (2, 6) if quick else (7, 20)
    with Phone(program, folder / "phone", "--model", MODEL) as phone, Nginx(folder / "nginx") as nginx:
        # The resync of the start has nothing to follow and stays out of the measurement.
        phone.ask("PATCH", "/api/v1/parameters", {"Profile_Rule": ""})
        pairs = changing_parameters(phone)
        for index, name in enumerate(["first", "second"]):
            (nginx.root / f"{name}.xml").write_text(profile(pairs, index))
        urls = [f"{nginx.address}/{name}.xml" for name in ("first", "second")]
        size = (nginx.root / "first.xml").stat().st_size
        # From here on every value changes: the first profile may hold factory defaults.
        for url in urls:
            resync(phone, url)
        every, nothing = [], []
        for _ in range(rounds):
            every.append((ours(phone, urls, resyncs, COUNT), theirs(urls, resyncs)))
            resync(phone, urls[1])
            nothing.append((ours(phone, urls[1:], resyncs, 0), theirs(urls[1:], resyncs)))
    peer = "curl, xmllint"
    what = f"{COUNT} parameters, {size / 1000:.0f} kB"
    return [
        Figure(
            "resync, every value changes", "ms", every, 1.5, False, peer,
            because=f"{COUNT} changed values are checked, written with their history, and told in the record of the attempt",
            notes={"profile": what},
        ),
        Figure(
            "resync, nothing changes", "ms", nothing, 1.5, False, peer, because="the profile is compared value by value"
        ),
    ]  # fmt: skip


def ours(phone, urls, resyncs, changes):
    """Milliseconds of processor time a resync."""
    before = processor_seconds(phone.pid)
    for number in range(resyncs):
        check(resync(phone, urls[number % len(urls)]), changes)
    return (processor_seconds(phone.pid) - before) / resyncs * 1000


def theirs(urls, resyncs, opener=None):
    """The same for curl piped into xmllint, with a program between them that opens what is sealed."""
    before = children_seconds()
    for number in range(resyncs):
        commands = [["curl", "--silent", "--fail", urls[number % len(urls)]], opener, ["xmllint", "--noout", "-"]]
        source, running = subprocess.DEVNULL, []
        for command in filter(None, commands):
            running.append(subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
            if len(running) > 1:
                source.close()
            source = running[-1].stdout
        source.close()
        if any(process.wait() != 0 for process in running):
            raise Malfunction(f"one of {' | '.join(command[0] for command in commands if command)} failed")
    return (children_seconds() - before) / resyncs * 1000


def resync(phone, rule):
    """Asks for a resync and waits for its line in the log, which comes when all is stored; returns how much it changed."""
    status, answer = phone.ask("POST", "/api/v1/resync", {"rule": rule, "wait": False})
    if status != 202:
        raise Malfunction(f"the resync was refused: {answer}")
    match = phone.wait_for_log(r"attempt \d+ \(one-time rule, .*?\): (.*)")
    count = re.search(r"applied, (\d+) parameters changed", match[1])
    if not count:
        raise Malfunction(f"the resync failed: {match[1]}")
    return int(count[1])


def check(changed, expected):
    if changed != expected:
        raise Malfunction(f"a resync changed {changed} parameters rather than {expected}")


def profile(pairs, index):
    lines = [f"<{name}>{escape(values[index])}</{name}>" for name, values in pairs.items()]
    return "<flat-profile>\n" + "\n".join(lines) + "\n</flat-profile>\n"


def changing_parameters(phone):
    """Parameters with two values each that the phone takes; it is asked about them, and stores nothing."""
    _, records = phone.ask("GET", "/api/v1/parameters")
    names = [record["name"] for record in records]
    remaining = [name for name in names if not KEPT.search(name)]
    choices = choices_of_export(phone)
    found = {name: pair for name, pair in choices.items() if name in remaining}
    for pair in PAIRS:
        fitting = [name for name in remaining if name not in found]
        for value in pair:
            faulty = refused(phone, {name: value for name in fitting})
            fitting = [name for name in fitting if name not in faulty]
        found |= dict.fromkeys(fitting, pair)
    chosen = [name for name in names if name in found][:COUNT]
    if len(chosen) < COUNT:
        raise Malfunction(f"only {len(chosen)} parameters of the {MODEL} took a value")
    return {name: found[name] for name in chosen}


def choices_of_export(phone):
    """The first two choices of each parameter that has some, as the phone's own export tells them."""
    connection = phone.control()
    connection.request("GET", "/admin/cfg.xml")
    text = connection.getresponse().read().decode()
    found = re.findall(r"^<(\w+) [^\n]*\n<!-- available options: (.*) -->$", text, re.M)
    return {name: tuple(options.split("|")[:2]) for name, options in found if "|" in options}


def refused(phone, values):
    """The names whose values the phone does not take. One that no phone has makes it refuse all of them."""
    status, answer = phone.ask("PATCH", "/api/v1/parameters", values | {"Nothing": ""})
    if status != 422 or "Nothing" not in answer["faults"]:
        raise Malfunction(f"a change of a parameter that does not exist was answered with {status}: {answer}")
    return answer["faults"]
