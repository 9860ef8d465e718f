#!/usr/bin/env python3
"""Checks that a room of analyzer/ includes only rooms below it (or itself)."""
import pathlib
import re
import sys

FLOORS = [["base"], ["text", "match", "stats"], ["lexicon", "reader"], ["judge", "eval"],
          ["tally"], ["batch", "report"], ["cli"]]
FLOOR = {room: number for number, rooms in enumerate(FLOORS, 1) for room in rooms}

wrong = 0
for path in sorted(pathlib.Path("analyzer").glob("*/*.[ch]")):
    room = path.parent.name
    if room not in FLOOR:
        print(f"{path}: the room {room} has no floor (tools/check-floors.py lists them)")
        wrong += 1
        continue
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        included = re.match(r'\s*#\s*include\s+"([a-z_]+)/', line)
        if not included or included.group(1) == room:
            continue
        other = included.group(1)
        if FLOOR.get(other, 99) >= FLOOR[room]:
            print(f"{path}:{number}: {room} (floor {FLOOR[room]}) includes {other} "
                  f"(floor {FLOOR.get(other, '?')}); includes run only downward")
            wrong += 1
sys.exit(1 if wrong else 0)
