"""What the runners of third-party suites share: finding the data, running the program, a table."""
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

PROGRAM = os.environ.get("EM_PROGRAM", "build/echometer")
SKIP = 77
SECONDS_MAX = 20
MEMORY_MAX_KIB = 256 * 1024
SANITIZED = "asan" in PROGRAM or "tsan" in PROGRAM


def folder(name):
    """The suite's folder; skips the test where the data is not there."""
    checkout = pathlib.Path(__file__).resolve().parents[2]
    data = pathlib.Path(os.environ.get("ECHOMETER_DATA", checkout.parent / "shared"))
    path = data / "suites" / name
    if not path.is_dir():
        print(f"skipped: no {path} (ECHOMETER_DATA names the folder of evaluation data)")
        sys.exit(SKIP)
    return path


class Run:
    """One run of the program: code, out, err, seconds, and its largest memory in KiB.

    Output goes through a file, so that this process stays small: a child's memory as the system counts
    it begins with that of the process it was forked from.
    """

    def __init__(self, arguments, stdin=None):
        started = time.monotonic()
        self._out = tempfile.TemporaryFile()
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdout=self._out, stderr=subprocess.PIPE,
                                   stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL)
        try:
            err = process.communicate(stdin, timeout=SECONDS_MAX * (10 if SANITIZED else 1))[1]
            self.code = process.returncode
        except subprocess.TimeoutExpired:
            process.kill()
            err = process.communicate()[1]
            self.code = 124
        self.seconds = time.monotonic() - started
        self.err = err.decode("utf-8", "replace")

    @property
    def out(self):
        self._out.seek(0)
        return self._out.read().decode("utf-8", "replace")

    def count_lines(self):
        self._out.seek(0)
        return sum(block.count(b"\n") for block in iter(lambda: self._out.read(1 << 20), b""))

    def has_sanitizer_report(self):
        return "Sanitizer" in self.err or "runtime error" in self.err

    def is_clean(self):
        return self.code in (0, 3) and not self.has_sanitizer_report()

    def is_clean_refusal(self):
        return self.code == 3 and self.err.startswith("echometer: ") and not self.has_sanitizer_report()

    def summary(self):
        return f"exit {self.code}, {self.seconds:.1f} s: {self.err.strip()[-300:]}"


def run(*arguments, stdin=None):
    return Run(arguments, stdin)


def largest_child_kib():
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


class Table:
    """Counts by kind, failures named."""

    def __init__(self, name):
        self.name = name
        self.kinds = {}
        self.failures = []

    def add(self, kind, good, case, why=""):
        row = self.kinds.setdefault(kind, [0, 0])
        row[0] += bool(good)
        row[1] += 1
        if not good:
            self.failures.append(f"{kind}: {case}: {why}")

    def finish(self, note=""):
        for failure in self.failures:
            print("failed  " + failure)
        good = sum(row[0] for row in self.kinds.values())
        every = sum(row[1] for row in self.kinds.values())
        for kind, row in sorted(self.kinds.items()):
            print(f"{self.name:<10} {kind:<40} {row[0]:>6} of {row[1]}")
        print(f"{self.name}: {good} of {every} as their rules ask" + (f"; {note}" if note else ""))
        return 1 if self.failures or not every else 0
