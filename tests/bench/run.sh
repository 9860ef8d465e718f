#!/bin/sh
# `make bench`: BUILD is the flavour's folder.
exec "${PYTHON:-python3}" tests/bench/bench.py "$1" ${BENCH_ARGS:-}
