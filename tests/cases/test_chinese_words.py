#!/usr/bin/env python3
"""Word F1 of `tokenize` on the treebanks' dev parts; skipped where the data is not there.

Score: precision and recall of words as character spans, as for the SIGHAN bakeoffs.
"""
import os
import pathlib
import subprocess
import sys

DATA = pathlib.Path(os.environ.get("ECHOMETER_DATA") or "../shared", "data")
FLOORS = {"seg_weibo_treebank": 82.3, "seg_ud_zh": 81.0}


def spans(words):
    found, at = set(), 0
    for word in words:
        found.add((at, at + len(word)))
        at += len(word)
    return found


def tokenize(lines, *options):
    done = subprocess.run([os.environ["EM_PROGRAM"], "tokenize", "--separator", "\x01", *options],
                          input="\n".join(lines).encode(), stdout=subprocess.PIPE, check=True)
    return [line.split("\x01") for line in done.stdout.decode().split("\n")]


def score(gold, cut):
    right = sum(len(spans(a) & spans(b)) for a, b in zip(gold, cut))
    return 200 * right / (sum(map(len, gold)) + sum(map(len, cut)))


def main():
    held = True
    for name, floor in FLOORS.items():
        path = DATA / name / "dev.txt"
        if not path.exists():
            print(f"skipped: no {path}")
            sys.exit(77)
        gold = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        lines = ["".join(words) for words in gold]
        own, icu = score(gold, tokenize(lines)), score(gold, tokenize(lines, "--segmenter", "icu"))
        held &= own >= floor and own > icu
        print(f"{name}: F1 {own:.2f} (floor {floor}), ICU's dictionary {icu:.2f}")
    sys.exit(0 if held else 1)


main()
