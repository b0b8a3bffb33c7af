"""A job of ten thousand devices, rehearsed: each one's profile from the bench, and the next one from the customer's server.

The peer is curl --parallel, which fetches as many files as the phones do and throws them away."""

import json
import os
import subprocess
import time

from .figures import Figure, Malfunction
from .fleet import curl, profile
from .peers import Nginx
from .processes import children_seconds

TEMPLATE = """<flat-profile>
<Station_Name>{{{{name}}}}</Station_Name>
<User_ID_1_>{{{{extension}}}}</User_ID_1_>
<Profile_Rule>{server}/same.xml</Profile_Rule>
</flat-profile>
"""


def measure(program, peers, folder, quick):
    devices = 1_000 if quick else 10_000
    folder.mkdir(exist_ok=True)
    with Nginx(folder / "nginx") as nginx:
        (nginx.root / "same.xml").write_text(profile("same"))
        rates, work = [], []
        for number in range(1 if quick else 3):
            theirs = curl(f"{nginx.address}/same.xml", folder, 2 * devices)
            ours = rehearsal(program, folder / str(number), nginx.address, devices)
            rates.append((ours["rate"], theirs["rate"] / 2))
            work.append((ours["processor"], 2 * theirs["processor"]))
    notes = {"job": f"{devices} devices, two profiles each, one durable result each"}
    peer = "curl --parallel"
    return [
        Figure("rehearsal", "devices/s", rates, None, True, peer, notes=notes),
        Figure("rehearsal, processor time of a device", "µs", work, None, False, peer),
    ]


def rehearsal(program, folder, server, devices):
    folder.mkdir()
    (folder / "template.xml").write_text(TEMPLATE.format(server=server))
    lines = [f"000e08{number:06x},FCH2305{number:06d},8841,Desk {number},{number}" for number in range(1, devices + 1)]
    (folder / "devices.csv").write_text("\n".join(["MAC,SN,PN,Name,Extension", *lines]) + "\n")
    environment = {**os.environ, "ONHOOK_BENCH_STORE": str(folder / "store")}

    def bench(*words):
        return subprocess.run(
            [program, "bench", *words], env=environment, check=False, stdout=subprocess.PIPE, text=True
        )

    made = bench("new", "pallet", "--template", str(folder / "template.xml"), "--devices", str(folder / "devices.csv"))
    if made.returncode != 0:
        raise Malfunction("the job was not made")
    before, start = children_seconds(), time.monotonic()
    run = bench("rehearse", "pallet", "--workers", "64", "--json")
    seconds, processor = time.monotonic() - start, children_seconds() - before
    record = json.loads(run.stdout or "{}")
    if run.returncode != 0 or record.get("good") != devices:
        raise Malfunction(f"{record.get('good')} of {devices} devices came up")
    return {"rate": devices / seconds, "processor": processor / devices * 1e6}
