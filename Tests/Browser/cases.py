"""A list of tests: functions with a sentence as their name, each with fresh counterparts. Run in order, counted at the end."""

import sys
import time
import traceback

from counterparts import Gate, Phone, ProfileServer, Programs
from looks import Eyes

CASES = []


def case(*variants):
    """Takes a function into the list; with `scripts` it runs with scripts on and once more with scripts off."""
    def take(function):
        for scripts in (True, False) if "scripts" in variants else (True,):
            CASES.append((function, scripts))
        return function
    return take


class Bench:
    """What a test works with; all of it goes away with the test."""

    def __init__(self, browser, scripts):
        self.browser = browser
        self.scripts = scripts
        self.ends = []
        self.faults = []

    def phone(self, *options):
        phone = Phone(*options)
        self.ends.append(phone.stop)
        return phone

    def eyes(self, **options):
        eyes = Eyes(self.browser, self.scripts, **options)
        self.ends.append(eyes.close)
        return eyes

    def gate(self, profile):
        gate = Gate(profile)
        self.ends.append(gate.close)
        return gate

    def profiles(self, files, gate=None):
        server = ProfileServer(files, gate)
        self.ends.append(server.stop)
        return server

    def programs(self, **texts):
        programs = Programs(**texts)
        self.ends.append(programs.close)
        return str(programs.directory)

    def close(self):
        for end in reversed(self.ends):
            try:
                end()
            except Exception as error:  # the others have to end too
                self.faults.append(str(error))


def run(browser, wanted):
    """Runs those whose name holds a wanted word; the number of those that passed and failed."""
    passed = failed = 0
    for function, scripts in CASES:
        name = function.__name__.replace("_", " ") + ("" if scripts else ", without scripts")
        if wanted and not any(word in name for word in wanted):
            continue
        bench, start, fault = Bench(browser, scripts), time.monotonic(), None
        try:
            function(bench)
        except Exception:
            # A whole page as text says less than its picture.
            fault = traceback.format_exc(limit=-3).split("Aria snapshot")[0]
        bench.close()
        faults = ([fault] if fault else []) + bench.faults
        passed, failed = (passed, failed + 1) if faults else (passed + 1, failed)
        print(f"{'✘' if faults else '✔'} {name} ({time.monotonic() - start:.1f} s)", flush=True)
        for fault in faults:
            print("    " + fault.strip().replace("\n", "\n    "), flush=True)
    sys.stdout.flush()
    return passed, failed
