#!/usr/bin/env bash
# Runs the inputs of the table of faults again. Prints the table as Markdown: row, input, what the service answers now.
# Needs a Release build (./test.sh makes one). Tests that belong to a row have the trait "Fault".
set -euo pipefail
cd "$(dirname "$0")/.."
seen=$(mktemp)
trap 'rm -f "$seen"' EXIT
failed=0
for project in tests/*.Tests; do
    FAULT_TABLE=$seen dotnet run --project "$project" -c Release --no-build -- -noColor -trait "Fault=*" >&2 || failed=1
done
printf '| row | input | now |\n|---|---|---|\n'
sort -t "$(printf '\t')" -k1,1V -k2 -u "$seen" | sed 's/|/\\|/g' |
    awk -F '\t' '{ printf "| %s | %s | %s |\n", $1, $2, $3 }'
exit "$failed"
