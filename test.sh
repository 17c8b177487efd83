#!/usr/bin/env bash
# Builds everything and runs every test. Needs the .NET 10 SDK and Node on Debian; installs what else is missing (as root or with sudo).
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only if every suite ran tests and all of them passed.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

passed=0 failed=0 skipped=0

# install <package>...
install() {
    local root=()
    [ "$(id -u)" = 0 ] || root=(sudo)
    "${root[@]}" apt-get update
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# suite <name> <passed> <failed> <skipped>: adds a suite's totals. A suite that ran no test counts as a failure.
suite() {
    local suite_failed=$3
    if [ $(($2 + $3)) -eq 0 ]; then
        echo "$1 ran no test." >&2
        suite_failed=1
    fi
    passed=$((passed + $2)) failed=$((failed + suite_failed)) skipped=$((skipped + $4))
}

# dotnet_suite <project folder>: a test project is a program; its last line of totals counts, and its exit code if that says more.
dotnet_suite() {
    local name output code=0 numbers
    name=$(basename "$1")
    output=$(mktemp)
    dotnet run --project "$1" -c Release --no-build -- -noColor 2>&1 | tee "$output" || code=$?
    numbers=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+), Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3 \4 \5/p' "$output" | tail -n 1)
    rm -f "$output"
    local total errors wrong left_out not_run
    read -r total errors wrong left_out not_run <<<"${numbers:-0 0 0 0 0}"
    local bad=$((wrong + errors))

    # A crash, also one after the last test.
    if [ "$code" -ne 0 ] && [ "$bad" -eq 0 ]; then
        echo "$name ended with $code." >&2
        bad=1
    fi
    suite "$name" $((total - wrong - left_out - not_run)) "$bad" $((left_out + not_run))
}

# The tests start PostgreSQL themselves, each a cluster of its own; only the programs are needed.
[ -n "${PG_BIN:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || install postgresql
# .NET takes its Unicode tables from ICU; any version will do.
ldconfig -p 2>/dev/null | grep -q libicuuc || ls /usr/lib/*/libicuuc.so.* >/dev/null 2>&1 || install libicu-dev

# Node: the ALTCHA widget solves captchas, jose checks access tokens, and a generated client uses the API's description.
command -v npm >/dev/null || install nodejs npm
npm ci --prefix tests/WebApi.Tests/Altcha --no-audit --no-fund
npm ci --prefix tests/Jose --no-audit --no-fund
npm ci --prefix tests/Client --no-audit --no-fund

dotnet restore --locked-mode
dotnet build -c Release --no-restore
for project in tests/*.Tests; do
    dotnet_suite "$project"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ]
