"""Devices of a run that workers share: claimed, finished and told, against pgbench that writes the same rows without asking whose they are."""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from .figures import Figure, Malfunction
from .peers import free_port

ROOT = Path(__file__).resolve().parents[2]

# What finishing a device writes, in tables of the same form.
SCRIPT = """
\\set number random(1, {devices})
BEGIN;
UPDATE bare_device SET worker = 'w', finished = 1, is_good = 1, text = '', detail = '' WHERE run = 1 AND number = :number;
INSERT INTO bare_event (job, time, kind, mac, actor, peer, subject, is_good, text, detail)
    VALUES (1, 1, 'rehearsed', :number, 'w', '', '', 1, '', '');
COMMIT;
"""


def measure(program, peers, folder, quick):
    rounds, devices = (1, 500) if quick else (5, 4_000)
    probe = worker(program)
    single, several, single_file, several_file = [], [], [], []
    with Server(folder) as server:
        server.prepare(probe, devices)
        for number in range(rounds):
            for workers, shared, own in ((1, single, single_file), (3, several, several_file)):
                bare = server.pgbench(workers, devices)
                ours = finished(probe, server.address, devices, workers)
                shared.append((ours, bare))
                own.append((finished(probe, folder / f"bench{number}-{workers}", devices, workers), ours))
    store = "the same in PostgreSQL"
    return [
        Figure("share, PostgreSQL, one worker", "devices/s", single, None, True, "pgbench"),
        Figure("share, PostgreSQL, three workers", "devices/s", several, None, True, "pgbench"),
        Figure("share, SQLite, one worker", "devices/s", single_file, None, True, store),
        Figure("share, SQLite, three workers", "devices/s", several_file, None, True, store),
    ]


def worker(program):
    """The program that works on a run, built as the bench itself is."""
    path = program.parent / "BenchProbe"
    if not path.exists():
        options = ["-c", "release", "--product", "BenchProbe", "--static-swift-stdlib", "--scratch-path", ".build/static"]
        subprocess.run(["swift", "build", *options], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        folder = subprocess.run(
            ["swift", "build", *options, "--show-bin-path"], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        path = Path(folder.stdout.strip()) / "BenchProbe"
    return path


def finished(probe, place, devices, workers):
    """How many devices a second so many workers finish, each result and its event durable before the next."""
    run = subprocess.run([probe, place, "prepare", str(devices)], check=True, stdout=subprocess.PIPE, text=True)
    number = run.stdout.split()[-1]
    begun = time.monotonic()
    processes = [
        subprocess.Popen([probe, place, "work", number, f"w{index}", "60000"], stdout=subprocess.PIPE, text=True)
        for index in range(workers)
    ]
    said = [process.communicate()[0] for process in processes]
    elapsed = time.monotonic() - begun
    done = sum(text.count("finished ") for text in said)
    if done != devices or any(process.returncode for process in processes):
        raise Malfunction(f"{done} of {devices} devices were finished")
    return devices / elapsed


class Server:
    """A PostgreSQL server as Debian has it, with fsync, on a socket in a folder of its own."""

    def __init__(self, folder):
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        if not programs:
            raise Malfunction("there is no PostgreSQL; install the package postgresql")
        self.programs = programs[-1]
        self.folder = Path(subprocess.run(
            ["mktemp", "-d", "/tmp/onhook-postgresql-XXXXXXXX"], check=True, stdout=subprocess.PIPE, text=True
        ).stdout.strip())  # fmt: skip
        self.port = free_port()
        self.address = f"postgresql://admin@/bench?host={self.folder}&port={self.port}"

    def __enter__(self):
        if os.getuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
            self.folder.chmod(0o711)
        data = self.folder / "data"
        self.run("initdb", "--no-sync", "--username=admin", "--auth=trust", "--encoding=UTF8", "--no-locale", f"--pgdata={data}")
        options = f"-p {self.port} -c listen_addresses= -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "start", "--wait", f"--pgdata={data}", f"--log={self.folder}/log", f"--options={options}")
        self.ask("postgres", "CREATE DATABASE bench")
        return self

    def __exit__(self, *_):
        self.run("pg_ctl", "stop", "--mode=immediate", f"--pgdata={self.folder}/data")
        shutil.rmtree(self.folder)

    def run(self, program, *words):
        # It refuses to be root's.
        other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "env", "-C", "/"]
        words = [*(other if os.getuid() == 0 else []), self.programs / program, *words]
        subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)

    def ask(self, database, sql):
        words = ["-h", self.folder, "-p", str(self.port), "-U", "admin", "-d", database, "-qXc", sql]
        subprocess.run([self.programs / "psql", *words], check=True, stdout=subprocess.DEVNULL)

    def prepare(self, probe, devices):
        """Tables of the bench's form for pgbench."""
        subprocess.run([probe, self.address, "prepare", "1"], check=True, stdout=subprocess.DEVNULL)
        self.ask("bench", f"""
            CREATE TABLE bare_device (LIKE onhook_bench.run_device INCLUDING ALL);
            CREATE TABLE bare_event (LIKE onhook_bench.event INCLUDING ALL);
            INSERT INTO bare_device (run, number, mac) SELECT 1, n, n FROM generate_series(1, {devices}) n
        """)  # fmt: skip

    def pgbench(self, clients, devices):
        script = self.folder / "finish.sql"
        script.write_text(SCRIPT.format(devices=devices))
        words = ["-h", self.folder, "-p", str(self.port), "-U", "admin", "-n", "-M", "prepared", "-c", str(clients)]
        answer = subprocess.run(
            [self.programs / "pgbench", *words, "-j", str(clients), "-t", str(devices // clients), "-f", script, "bench"],
            check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip
        return float(re.search(r"tps = ([0-9.]+)", answer.stdout)[1])
