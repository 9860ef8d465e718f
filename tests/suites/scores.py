"""What the runners of the CSV and encoding suites share: running `records`, counts with floors."""
import json
import os
import pathlib
import subprocess
import sys

CHECKOUT = pathlib.Path(__file__).resolve().parents[2]
DATA = pathlib.Path(os.environ.get("ECHOMETER_DATA", CHECKOUT.parent / "shared"))
PROGRAM = os.environ.get("EM_PROGRAM", "build/echometer")
SECONDS = 20


def need(*parts):
    """The folder of a suite; ends the test as skipped where it is not there."""
    folder = DATA.joinpath("suites", *parts)
    if not folder.exists():
        print(f"skipped: no {folder} (ECHOMETER_DATA names the evaluation data)")
        sys.exit(77)
    return folder


class Run:
    def __init__(self, arguments, stdin=None, seconds=SECONDS):
        done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=seconds)
        self.code = done.returncode
        self.out = done.stdout.decode("utf-8", "surrogateescape")
        self.err = done.stderr.decode("utf-8", "replace")

    def rows(self):
        return [json.loads(line) for line in self.out.split("\n") if line]


def records(*arguments, **more):
    return Run(["records", *arguments], **more)


class Table:
    """Counts by line; `finish` prints them and exits 1 where one is below its floor."""

    def __init__(self, title):
        self.title, self.lines, self.failed = title, [], False

    def add(self, name, held, of, floor=None):
        floor = of if floor is None else floor
        self.failed |= held < floor
        self.lines.append((name, held, of, floor))

    def finish(self):
        print(self.title)
        for name, held, of, floor in self.lines:
            mark = "" if held >= floor else f"   below {floor}"
            held = f"{held:.3f}" if isinstance(held, float) else held
            print(f"  {name:<40} {held:>8} of {of}{mark}")
        held = sum(1 for line in self.lines if line[1] >= line[3])
        print(f"{self.title}: {held} of {len(self.lines)} lines hold")
        sys.exit(1 if self.failed else 0)
