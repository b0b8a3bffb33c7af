"""The daemon when nobody asks it for anything: memory against an empty program with the same libraries, and wake-ups."""

import shutil
import subprocess
import time

from .figures import Figure, Malfunction
from .peers import own_libraries
from .phone import Phone
from .processes import end, proportional_set, wake_ups

# The phone gives memory back when nobody has asked it for anything for ten seconds.
QUIET = 11


def measure(program, peers, folder, quick):
    rounds = 2 if quick else 5
    seconds = 3 if quick else 10
    # A copy of the program too: one that runs elsewhere shares its memory as well.
    own = shutil.copy(program, folder / "onhook")
    libraries = own_libraries(own, folder / "libraries")
    sleeper_libraries = own_libraries(peers["sleeper"], folder / "sleeper-libraries")
    fresh, used = [], []
    for number in range(rounds):
        theirs = sleeper_size(peers["sleeper"], sleeper_libraries)
        with Phone(own, folder / f"fresh{number}", with_password=False, environment=libraries) as phone:
            settle()
            ours, kinds = proportional_set(phone.pid)
            fresh.append((ours, theirs))
        # With a password, whose hash takes 32 MiB for a moment, and one page.
        with Phone(own, folder / f"used{number}", environment=libraries) as phone:
            settle()
            phone.page("/voice/provisioning", phone.log_in())
            settle(QUIET)
            used.append((proportional_set(phone.pid)[0], theirs))
    with Phone(own, folder / "waking", environment=libraries) as phone:
        settle()
        woken = wake_ups_in(phone.pid, seconds)
    largest = ", ".join(f"{name} {size:.1f}" for name, size in sorted(kinds.items(), key=lambda kind: -kind[1]))
    threads = ", ".join(f"{name} {count}" for name, count in woken.items()) or "none"
    peer = "empty program"
    because = f"of the phone's MB these are: {largest}"
    return [
        Figure("idle, after the start", "MB", fresh, 1.6, False, peer, because=because, notes={"kinds": largest}),
        Figure("idle, after a login and a page", "MB", used, 1.6, False, peer, because=because),
        Figure(
            f"idle, wake-ups in {seconds} s", "wake-ups", [(sum(woken.values()), None)], 0, False, is_absolute=True,
            because=f"these threads woke up: {threads}",
        ),
    ]  # fmt: skip


def sleeper_size(program, environment):
    process = subprocess.Popen([program], stdout=subprocess.PIPE, env=environment)
    try:
        if process.stdout.readline() != b"ready\n":
            raise Malfunction("the empty program did not start")
        return proportional_set(process.pid)[0]
    finally:
        end(process)


def settle(seconds=1.5):
    """What a start or a page leaves to be done in the background is done by then; the phone gives memory back a second after its start."""
    time.sleep(seconds)


def wake_ups_in(pid, seconds):
    """How often each thread that woke up did so."""
    before = wake_ups(pid)
    time.sleep(seconds)
    counts = {thread: count - before.get(thread, 0) for thread, count in wake_ups(pid).items()}
    return {thread: count for thread, count in counts.items() if count > 0}
