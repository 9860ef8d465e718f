#!/bin/sh
# The main job under valgrind: no invalid access, no leak, no use of what was never set.
set -eu
command -v valgrind >/dev/null || { echo "valgrind is not installed: skipped"; exit 77; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run() {
  valgrind --quiet --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect \
    --show-leak-kinds=definite,indirect "$@"
}
program=$1/echometer
run "$program" analyze --campaign corpora/royal-wedding-2011/royal-wedding-2011.campaign.json \
  --jobs 2 --out "$folder/out" corpora/royal-wedding-2011/comments.csv
run "$program" report --out "$folder/report.xlsx" "$folder/out/summary.json"
run "$program" explain --campaign corpora/royal-wedding-2011/royal-wedding-2011.campaign.json \
  "并不是很开放, but decent" > /dev/null
echo "valgrind: the main job is clean"
