#!/bin/sh
# Makes lexicons/zh/words.tsv again from the evaluation data ($ECHOMETER_DATA, or ../shared).
set -eu
data="${ECHOMETER_DATA:-../shared}/data"
texts=$(mktemp)
trap 'rm -f "$texts"' EXIT
PYTHONIOENCODING=utf-8 python3 tools/chinese-texts.py "$data" > "$texts"
build/echometer lexicon words --out lexicons/zh/words.tsv \
  --segmented "$data/seg_weibo_treebank/train.txt" --segmented "$data/seg_ud_zh/train.txt" "$texts"
wc -l lexicons/zh/words.tsv
