"""A bench that serves: a morning of 200 phones by TFTP, and files by HTTP beside nginx. The morning needs root, for a network of its own."""

import json
import os
import re
import shutil
import subprocess
import sys

from .figures import Figure, Malfunction
from .peers import Nginx

PHONES = 200

TEMPLATE = """<flat-profile>
{fields}
<Station_Name>{{{{name}}}}</Station_Name>
</flat-profile>
"""

# A phone's side of TFTP (RFC 1350, 2347 to 2349), 200 of them in one process: each asks, acknowledges every block, and asks again after a second.
CLIENTS = """
import select, socket, struct, sys, time
server, names = sys.argv[1], sys.argv[2:]
begun = time.monotonic()
phones = {}
poll = select.epoll()
for name in names:
    phone = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    request = b"\\0\\1" + name.encode() + b"\\0octet\\0"
    phone.sendto(request, (server, 69))
    phones[phone.fileno()] = [phone, request, 0, b"", time.monotonic(), (server, 69)]
    poll.register(phone.fileno(), select.EPOLLIN)
while phones:
    for number, _ in poll.poll(0.2):
        entry = phones[number]
        data, peer = entry[0].recvfrom(2048)
        kind, block = struct.unpack("!HH", data[:4])
        if kind != 3:
            sys.exit(f"the server answered {data!r}")
        entry[4:] = [time.monotonic(), peer]
        if block == entry[2] + 1:
            entry[2], entry[3] = block, entry[3] + data[4:]
        entry[1] = struct.pack("!HH", 4, block)
        entry[0].sendto(entry[1], peer)
        if len(data) < 516:
            if b"</flat-profile>" not in entry[3]:
                sys.exit("a file is not whole")
            poll.unregister(number)
            phones.pop(number)
    for entry in phones.values():
        if time.monotonic() - entry[4] > 1:
            entry[4] = time.monotonic()
            entry[0].sendto(entry[1], entry[5])
print(time.monotonic() - begun)
"""

MORNING = """
ip link set lo up
ip link add bench0 type veth peer name phone0
ip addr add 10.77.0.1/16 dev bench0 && ip link set bench0 up
unshare -n sleep 300 & phones=$!
trap 'kill $phones $bench 2>/dev/null' EXIT
until [ "$(readlink /proc/$phones/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; do sleep 0.01; done
ip link set phone0 netns $phones
inside="nsenter --net=/proc/$phones/ns/net"
$inside sh -c 'ip link set lo up; ip addr add 10.77.1.1/16 dev phone0; ip link set phone0 up'
"$PROGRAM" bench serve morning --interface bench0 --tftp --json --until-all fetched >"$FOLDER/events" & bench=$!
until grep -q tftp "$FOLDER/events"; do kill -0 $bench || exit 1; sleep 0.02; done
begun=$(date +%s.%N)
$inside "$PYTHON" "$FOLDER/clients.py" 10.77.0.1 $NAMES || exit 1
wait $bench || exit 1
echo "$begun $(date +%s.%N)"
"""


def measure(program, peers, folder, quick):
    environment = {**os.environ, "ONHOOK_BENCH_STORE": str(folder / "store"), "HOME": str(folder)}
    make_job(program, folder, "rate", environment)
    figures = []
    if os.geteuid() == 0 and shutil.which("dnsmasq"):
        rounds = [(morning(program, folder, number, environment), None) for number in range(1 if quick else 3)]
        figures.append(
            Figure(
                "bench, 200 phones by TFTP, until all are on the board", "s", rounds, 5, False, is_absolute=True,
                notes={"profile": "4 kB, dnsmasq"},
            )
        )  # fmt: skip
    else:
        print("serve: the morning by TFTP needs root and dnsmasq, and is left out", file=sys.stderr)
    figures.append(rate(program, folder, environment, quick))
    return figures


def mac(number):
    return f"000e08{number:06x}"


def make_job(program, folder, name, environment):
    fields = "\n".join(f"<GPP_{letter}>{letter * 250}</GPP_{letter}>" for letter in "ABCDEFGHIJKLMNO")
    (folder / "template.xml").write_text(TEMPLATE.format(fields=fields))
    lines = ["MAC,Model,Name"] + [f"{mac(number)},8841,Phone {number}" for number in range(1, PHONES + 1)]
    (folder / "devices.csv").write_text("\n".join(lines) + "\n")
    subprocess.run(
        [program, "bench", "new", name, "--template", folder / "template.xml", "--devices", folder / "devices.csv",
         "--file-name", "$MA.cfg"], check=True, stdout=subprocess.DEVNULL, env=environment,
    )  # fmt: skip


def morning(program, folder, number, environment):
    """Seconds from the first request until the bench has seen all of them, with events durable."""
    subprocess.run([program, "bench", "delete", "morning", "--yes"], env=environment, capture_output=True)
    make_job(program, folder, "morning", environment)
    (folder / "clients.py").write_text(CLIENTS)
    variables = {
        "PROGRAM": str(program), "FOLDER": str(folder), "PYTHON": sys.executable,
        "NAMES": " ".join(f"{mac(phone)}.cfg" for phone in range(1, PHONES + 1)),
    }  # fmt: skip
    run = subprocess.run(
        ["unshare", "-n", "bash", "-c", MORNING], env={**environment, **variables}, capture_output=True, text=True, timeout=120
    )
    times = re.search(r"^(\d+\.\d+) (\d+\.\d+)$", run.stdout, re.M)
    if run.returncode != 0 or not times:
        raise Malfunction(f"the morning did not come to its end: {run.stdout}{run.stderr}")
    return float(times[2]) - float(times[1])


def rate(program, folder, environment, quick):
    """Files in a second by HTTP, each of them an event that is kept, beside nginx with the same file, which keeps nothing."""
    with Nginx(folder / "nginx") as nginx:
        with subprocess.Popen(
            [program, "bench", "serve", "rate", "--http", "127.0.0.1:0", "--json"], stdout=subprocess.PIPE, env=environment
        ) as bench:
            try:
                address = json.loads(bench.stdout.readline())["http"]
                drain = subprocess.Popen(["cat"], stdin=bench.stdout, stdout=subprocess.DEVNULL)
                file = subprocess.run(
                    ["curl", "-sSf", f"{address}/{mac(1)}.cfg"], check=True, stdout=subprocess.PIPE
                ).stdout
                (nginx.root / "same.cfg").write_bytes(file)
                rounds = []
                for _ in range(1 if quick else 5):
                    ours = wrk(f"{address}/{mac(1)}.cfg", quick)
                    rounds.append((ours, wrk(f"{nginx.address}/same.cfg", quick)))
            finally:
                bench.send_signal(2)
                bench.wait()
                drain.wait()
    return Figure(
        "bench, files by HTTP", "requests/s", rounds, 0.1, True, "nginx",
        notes={"profile": f"{len(file)} bytes, an event each"},
    )  # fmt: skip


def wrk(url, quick):
    text = subprocess.run(
        ["wrk", "-t2", "-c64", f"-d{1 if quick else 4}s", url], check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    if "Non-2xx" in text:
        raise Malfunction(f"not all were answered: {text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
