"""Ten thousand phones in front of nginx, against curl --parallel that fetches the same profile and throws it away."""

import json
import re
import subprocess
import threading
import time
from pathlib import Path

from .figures import Figure, Malfunction
from .peers import Nginx
from .processes import children_seconds

# The lines of a profile for ten extensions, 4 kB.
FIELDS = [
    ("Display_Name_{}_", "Front desk {}"), ("User_ID_{}_", "{}"), ("Proxy_{}_", "sip{}.example.com"),
    ("Outbound_Proxy_{}_", "out{}.example.com"), ("Extension_{}_", "{}"), ("Short_Name_{}_", "{}"),
    ("Password_{}_", "secret-{}"), ("Auth_ID_{}_", "{}@example.com"), ("Mailbox_ID_{}_", "{}"),
]  # fmt: skip

SCENARIO = """
name = "Benchmark"
phones = {phones}
duration = "{seconds}s"
awake = 256
[server]
rule = "{rule}"
connections = "kept"
[settings]
Resync_Random_Delay = 0
Resync_Periodic = "{period}"
Resync_Error_Retry_Delay = "1"
"""


def measure(program, peers, folder, quick):
    rounds = 1 if quick else 5
    # With a resync a second each, so many that they could ask more than the machine can answer.
    crowd, phones, seconds = (10_000, 2_000, 10) if quick else (40_000, 10_000, 20)
    with Nginx(folder / "nginx") as nginx:
        (nginx.root / "same.xml").write_text(profile("same"))
        same = f"{nginx.address}/same.xml"
        # Each resync by a rule that leads to the other file: every value changes, and is stored.
        for name, other in (("first", "second"), ("second", "first")):
            rule = f"<flat-profile>\n<Profile_Rule>{nginx.address}/{other}.xml</Profile_Rule>"
            (nginx.root / f"{name}.xml").write_text(profile(name).replace("<flat-profile>", rule))
        nothing, every, work, changing = [], [], [], []
        memory = []
        for number in range(rounds):
            theirs = curl(same, folder, 20_000 if quick else 100_000)
            ours = fleet(program, folder / f"same{number}.toml", same, crowd, seconds)
            nothing.append((ours["rate"], theirs["rate"]))
            work.append((ours["processor"], theirs["processor"]))
            theirs = curl(same, folder, 20_000 if quick else 100_000)
            ours_changing = fleet(program, folder / f"change{number}.toml", f"{nginx.address}/first.xml", crowd, seconds)
            every.append((ours_changing["rate"], theirs["rate"]))
            changing.append((ours_changing["processor"], theirs["processor"]))
            memory.append((resident(program, folder / f"rest{number}.toml", same, phones), None))
    peer = "curl --parallel"
    size = len(profile("same"))
    return [
        Figure("fleet, nothing changed", "resyncs/s", nothing, 0.5, True, peer, notes={"profile": f"{size} bytes, {crowd} phones"}),
        Figure("fleet, nothing changed, processor time", "µs", work, None, False, peer),
        Figure("fleet, every profile changed", "resyncs/s", every, 0.2, True, peer),
        Figure("fleet, every profile changed, processor time", "µs", changing, None, False, peer),
        Figure("fleet, memory of a phone", "kB", memory, 32, False, is_absolute=True),
    ]


def profile(name):
    lines = ["<flat-profile>"]
    for extension in range(1, 11):
        for field, value in FIELDS:
            tag = field.format(extension)
            lines.append(f"<{tag}>{value.format(f'{name}{extension}')}</{tag}>")
    return "\n".join(lines)[:4000].rsplit("\n", 1)[0] + "\n</flat-profile>\n"


def curl(url, folder, count):
    """The rate at which curl fetches the file, and its processor time for each, in microseconds."""
    list_file = folder / "curl.cfg"
    list_file.write_text(f'url = "{url}"\noutput = "/dev/null"\n' * count)
    before = children_seconds()
    begun = time.monotonic()
    subprocess.run(
        ["curl", "--parallel", "--parallel-max", "200", "--silent", "--config", list_file], check=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    elapsed = time.monotonic() - begun
    return {"rate": count / elapsed, "processor": (children_seconds() - before) / count * 1e6}


def fleet(program, scenario, rule, phones, seconds):
    """As many resyncs as the phones make: each asks again a second after it was answered."""
    scenario.write_text(SCENARIO.format(phones=phones, seconds=seconds, rule=rule, period=1))
    before = children_seconds()
    answer = subprocess.run([program, "bench", "fleet", "--scenario", scenario, "--json"], stdout=subprocess.PIPE, check=True)
    processor = children_seconds() - before
    record = json.loads(answer.stdout)
    if record["failures"] > record["attempts"] / 100:
        raise Malfunction(f"{record['failures']} of {record['attempts']} resyncs failed: {record['worst'][0]['story'][-1]}")
    # The first seconds make phones, and the last one is not whole.
    slices = [part["attempts"] for part in record["slices"][2:-1]]
    if not slices:
        raise Malfunction("the fleet was too short to be measured")
    return {"rate": sum(slices) / len(slices), "processor": processor / record["attempts"] * 1e6}


def resident(program, scenario, rule, phones):
    """kB of a phone that has its profile and sleeps: what 100 phones less would save."""
    few = rest(program, scenario, rule, 100)
    many = rest(program, scenario, rule, phones)
    return (many - few) / (phones - 100)


def rest(program, scenario, rule, phones):
    """kB of the process when all of its phones have come up and sleep for an hour."""
    scenario.write_text(SCENARIO.format(phones=phones, seconds=3600, rule=rule, period=3600))
    with subprocess.Popen(
        [program, "bench", "fleet", "--scenario", scenario, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        reader = threading.Thread(target=process.stdout.read)
        reader.start()
        quiet, last = 0, -1.0
        while quiet < 4:
            time.sleep(0.5)
            text = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            used = int(text[11]) + int(text[12])
            quiet = quiet + 1 if used - last <= 2 else 0
            last = used
        size = int(re.search(r"^VmRSS:\s+(\d+)", Path(f"/proc/{process.pid}/status").read_text(), re.M)[1])
        process.send_signal(2)
        process.wait()
        reader.join()
    return size
