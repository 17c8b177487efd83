#!/usr/bin/env bash
# Checks the web client: style and layout, components, pages in a browser with a service that was built. Its packages
# must be there. Each failure is printed; the last line is "web: N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")"
export NO_COLOR=1 NG_CLI_ANALYTICS=false

passed=0 failed=0

# add <passed> <failed>: adds the totals of a runner. A runner without totals counts as a failure.
add() {
    passed=$((passed + ${1:-0})) failed=$((failed + ${2:-0}))
    [ $((${1:-0} + ${2:-0})) -gt 0 ] || failed=$((failed + 1))
}

npm run --silent api >/dev/null || failed=$((failed + 1))
for tool in "eslint ." "prettier --check --log-level warn ."; do
    if npx --no-install $tool; then add 1 0; else add 0 1; fi
done

output=$(npx --no-install ng test --watch=false 2>&1)
code=$?
[ "$code" -eq 0 ] || printf '%s\n' "$output" >&2
totals=$(grep -E '^ *Tests ' <<<"$output")
right=$(grep -oE '[0-9]+ passed' <<<"$totals" | cut -d' ' -f1)
wrong=$(grep -oE '[0-9]+ failed' <<<"$totals" | cut -d' ' -f1)
[ "$code" -eq 0 ] || [ "${wrong:-0}" -gt 0 ] || wrong=1
add "${right:-0}" "${wrong:-0}"

output=$(node --test --test-concurrency=2 --test-reporter=spec e2e/ 2>&1)
printf '%s\n' "$output"
add "$(sed -nE 's/^ℹ pass ([0-9]+)$/\1/p' <<<"$output")" "$(sed -nE 's/^ℹ fail ([0-9]+)$/\1/p' <<<"$output")"

echo "web: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
