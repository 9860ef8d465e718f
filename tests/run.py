#!/usr/bin/env python3
"""Runs the tests: every built tests/unit/check_* and every executable tests/*/test_* script.

A test passes with exit 0 and is skipped with exit 77 (its last line says why); lines that begin
with "skipped: " name checks in it that were left out for want of data. Each gets
EM_BUILD (the flavour's folder) and EM_PROGRAM in its environment, the checkout as its folder,
and a clean TMPDIR. EM_TEST_LONG=1 asks for the long runs.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

LIMIT_SECONDS = 1800 if os.environ.get("EM_TEST_LONG") else 280


def run(path, build):
    env = dict(os.environ, EM_BUILD=str(build), EM_PROGRAM=str(build / "echometer"), LC_ALL="C.UTF-8",
               ASAN_OPTIONS=os.environ.get("ASAN_OPTIONS", "detect_leaks=1:allocator_may_return_null=1"))
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="echometer-test-") as folder:
        env["TMPDIR"] = folder
        try:
            done = subprocess.run([str(path)], env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, timeout=LIMIT_SECONDS)
            code, text = done.returncode, done.stdout.decode("utf-8", "replace")
        except subprocess.TimeoutExpired as late:
            code, text = 124, (late.stdout or b"").decode("utf-8", "replace") + "\nran out of time"
    return path, code, text, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", required=True)
    parser.add_argument("--unit", action="store_true", help="unit tests alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("only", nargs="*", help="parts of names of tests to run")
    options = parser.parse_args()
    build = pathlib.Path(options.build).resolve()
    tests = sorted(path for path in (build / "tests" / "unit").glob("check_*")
                   if "." not in path.name and pathlib.Path("tests/unit", path.name + ".c").exists())
    if not options.unit:
        tests += sorted(path.resolve() for path in pathlib.Path("tests").glob("*/test_*")
                        if os.access(path, os.X_OK) and path.is_file())
    if options.only:
        tests = [test for test in tests if any(part in str(test) for part in options.only)]
    passed, failed, skipped, partly = 0, [], 0, 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, code, text, seconds in pool.map(lambda test: run(test, build), tests):
            lines = [line for line in text.splitlines() if line.strip()]
            checks = next((line for line in reversed(lines) if re.match(r"\d+%: Checks", line)), "")
            note = checks or (lines[-1] if lines else "")
            left_out = [line for line in lines if line.startswith("skipped: ")]
            if left_out and code == 0:
                note += f" ({len(left_out)} skipped: {left_out[0][9:]})"
                partly += 1
            word = "pass" if code == 0 else "skip" if code == 77 else "FAIL"
            print(f"{word}  {path.name:<34} {seconds:6.1f} s  {note[:110]}", flush=True)
            passed += code == 0
            skipped += code == 77
            if code not in (0, 77):
                failed.append(path.name)
                print(text[-6000:], flush=True)
    print(f"{passed} passed ({partly} without the checks whose data is missing), {len(failed)} failed, {skipped} skipped")
    if failed:
        print("failed: " + " ".join(failed), file=sys.stderr)
    sys.exit(1 if failed or not passed else 0)


main()
