"""What the kernel tells of processes, and ending them."""

import os
import re
import resource
import subprocess
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def processor_seconds(pid):
    """User and system time of a process with all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def descendants(pid):
    """The processes that a process has started, and those that they have."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *descendants(int(child))]
    return found


def children_seconds():
    """User and system time of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def proportional_set(pid):
    """The proportional set size in MB, and how much of it each kind of memory makes."""
    kinds = {}
    total = 0.0
    kind = "other"
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        if re.match(r"^[0-9a-f]+-[0-9a-f]+ ", line):
            kind = kind_of(line.split(None, 5)[5:], pid)
        elif line.startswith("Pss:"):
            size = int(line.split()[1]) / 1000 * 1.024
            kinds[kind] = kinds.get(kind, 0) + size
            total += size
    return total, kinds


def kind_of(name, pid):
    if not name:
        return "memory without a file"
    if name[0] == "[heap]":
        return "heap"
    if name[0].startswith("["):
        return "stack and kernel"
    program = os.readlink(f"/proc/{pid}/exe")
    return "the program" if name[0] == program else "libraries"


def wake_ups(pid):
    """How often the threads of a process went to sleep by themselves, by the name of the thread."""
    switches = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        text = (task / "status").read_text()
        name = re.search(r"^Name:\s*(.*)$", text, re.M)[1]
        count = int(re.search(r"^voluntary_ctxt_switches:\s*(\d+)$", text, re.M)[1])
        switches[f"{name} {task.name}"] = count
    return switches


def end(process):
    """Ends a process that we started, in good order if it follows."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
