#!/usr/bin/env bash
# Runs the tests of the last commit in ten folders, each under another condition. Prints a table: folder, order,
# condition, outcome, and the most connections to PostgreSQL that were open at once. It builds the commit once.
#   tests/many-runs.sh [suite...]     Storage.Tests, unless said otherwise; "all" is all of them
# MANY_RUNS=3 makes three runs. The exit code is 0 only if all of them passed. Linux; as root also as another user.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
runs=${MANY_RUNS:-10}
[ $# -gt 0 ] || set -- Storage.Tests
[ "$1" != all ] || set -- $(cd "$root/tests" && ls -d *.Tests)

work=$(mktemp -d)
chmod 755 "$work"
busy=()
trap '[ ${#busy[@]} -eq 0 ] || kill "${busy[@]}"; rm -rf "$work"' EXIT

# Two loops for each core, which take turns with the tests.
make_busy() {
    local loops=$((2 * $(nproc)))
    for _ in $(seq "$loops"); do
        while :; do :; done &
        busy+=($!)
    done
}

rest() {
    [ ${#busy[@]} -eq 0 ] || { kill "${busy[@]}"; wait "${busy[@]}" 2>/dev/null || true; }
    busy=()
}

# watch_connections <temporary folder> <file>: writes the most connections to databases of tests that it saw at once.
watch_connections() {
    local most=0 now pid
    while :; do
        now=0
        while IFS= read -r pid; do
            server=$(head -n 1 "$pid" 2>/dev/null)
            now=$((now + $(ps --ppid "$server" -o args= 2>/dev/null | grep -c ' test_' || true)))
        done < <(find "$1" -maxdepth 5 -name postmaster.pid 2>/dev/null)
        [ "$now" -le "$most" ] || most=$now
        echo "$most" >"$2"
        sleep 0.3
    done
}

git clone -q "$root" "$work/base"
(
    cd "$work/base"
    if [[ " $* " == *" WebApi.Tests "* ]]; then
        npm ci --prefix tests/WebApi.Tests/Altcha --no-audit --no-fund
        npm ci --prefix tests/Jose --no-audit --no-fund
        npm ci --prefix tests/Client --no-audit --no-fund
    fi
    dotnet restore --locked-mode
    for suite in "$@"; do
        dotnet build -c Release --no-restore -nodeReuse:false -p:RunAnalyzers=false "tests/$suite"
    done
    find . -name obj -type d -prune -exec rm -rf {} +
) >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }

long=$(printf 'a-long-name-%.0s' $(seq 8))
failed=0
rows=()
for run in $(seq "$runs"); do
    condition= folder=$work/run-$run before=() settings=()
    case $(((run - 1) % 10)) in
        0) condition="as it is" ;;
        1) condition="spaces in the path" folder="$work/a folder with spaces $run" ;;
        2) condition="a long path" folder=$work/$long$run/$long ;;
        3) condition="one core" before=(taskset -c 0) ;;
        4) condition="a busy machine" && make_busy ;;
        5) condition="not root" && [ "$(id -u)" != 0 ] || before=(runuser -u nobody --) ;;
        6) condition="LANG=C, Kiritimati" settings=(LANG=C LC_ALL=C TZ=Pacific/Kiritimati) ;;
        7) condition="LANG=zh_CN.UTF-8, St. John's"
             settings=(LANG=zh_CN.UTF-8 LC_ALL=zh_CN.UTF-8 TZ=America/St_Johns) ;;
        8) condition="one core, a busy machine" before=(taskset -c 0) && make_busy ;;
        9) condition="not root, Turkish" settings=(LANG=tr_TR.UTF-8 LC_ALL=tr_TR.UTF-8)
             [ "$(id -u)" != 0 ] || before=(runuser -u nobody --) ;;
    esac
    mkdir -p "$(dirname "$folder")"
    cp -a "$work/base" "$folder"
    mkdir "$folder/its own temporary folder"
    [ "${before[0]:-}" != runuser ] || chown -R nobody "$folder"
    log=$work/$run.log
    watch_connections "$folder/its own temporary folder" "$work/most" &
    watch=$!
    code=0
    (
        cd "$folder"
        [ "${before[0]:-}" != runuser ] || export HOME=/nonexistent
        "${before[@]}" env -u TEST_SEED "${settings[@]}" TMPDIR="$folder/its own temporary folder" \
            ./test.sh --no-build "$@"
    ) >"$log" 2>&1 || code=$?
    kill "$watch"
    rest
    left=$(find "$folder/its own temporary folder" -mindepth 1 -maxdepth 1 | wc -l)
    [ "$code" -eq 0 ] && [ "$left" -eq 0 ] || { failed=1 && cat "$log" >&2; }
    order=$(sed -nE 's/.*TEST_SEED=([0-9]+)\.$/\1/p' "$log" | tail -n 1)
    rows+=("| ${folder#"$work/"} | $order | $condition | $(tail -n 1 "$log") | $(cat "$work/most") |")
    echo "${rows[-1]}" >&2
    rm -rf "$folder"
done

printf '| folder | TEST_SEED | condition | outcome | most connections |\n|---|---|---|---|---|\n'
printf '%s\n' "${rows[@]}"
exit "$failed"
