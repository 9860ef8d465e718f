#!/bin/sh
# `echometer tokenize`: without the separators the output is the input, for any bytes.
set -eu
fail() { echo "$1"; exit 1; }
cd "$TMPDIR"
printf 'See Britain!\n英国真的很开放[doge]\n\377\376 bad \344\275\n\n  \t\r\nno line end' > in
for segmenter in own icu; do
  "$EM_PROGRAM" tokenize --segmenter "$segmenter" --separator "$(printf '\001')" < in | tr -d '\001' > out
  cmp in out || fail "$segmenter: the pieces are not the input"
done
head -c 200000 /dev/urandom > in
"$EM_PROGRAM" tokenize --separator "" < in > out
cmp in out || fail "random bytes: the pieces are not the input"
: > in
"$EM_PROGRAM" tokenize < in > out
cmp in out || fail "an empty input gives an output"
[ "$(echo 'Britain is open-minded' | "$EM_PROGRAM" tokenize -s /)" = "Britain/ /is/ /open/-/minded" ] || fail "words"
"$EM_PROGRAM" tokenize --segmenter best < in 2> message && fail "a wrong segmenter is taken"
[ "$(cat message)" = "echometer: --segmenter best: no such segmenter (own or icu)" ] || fail "message: $(cat message)"
"$EM_PROGRAM" tokenize --words nowhere.tsv < in 2> message && fail "a missing words file is taken"
grep -q '^echometer: nowhere.tsv' message || fail "message: $(cat message)"
