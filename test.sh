#!/usr/bin/env bash
# Checks the repository, builds everything and runs every test. Needs the .NET 10 SDK and Node on Debian; installs what
# else is missing (as root or with sudo).
#   ./test.sh [--no-build] [suite...]     a suite is a folder of tests, such as Storage.Tests, "checks" or "web";
#                                         without one all are run
# TEST_SEED=... gives the order of an earlier run again. The tests write to a temporary folder of this run only.
# The last line is "N passed, N failed, N skipped"; the exit code is 0 only if every suite ran tests, all of them
# passed, and nothing was left behind: no process, no folder, no connection.
set -euo pipefail
cd "$(dirname "$0")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

build=1
if [ "${1:-}" = --no-build ]; then
    build=0
    shift
fi
[ $# -gt 0 ] || set -- checks $(cd tests && ls -d *.Tests) web

passed=0 failed=0 skipped=0

# Everything that this run writes outside of the repository. PostgreSQL, which refuses root, must pass through it as
# another user.
run=$(mktemp -d)
chmod 711 "$run"
trap 'rm -rf "$run"' EXIT

# A user without a home, such as nobody, gets one for this run.
[ -w "${HOME:-/nonexistent}" ] || { mkdir "$run/home" && export HOME=$run/home; }

# fail <message>: counts a failed check.
fail() {
    echo "$1" | tee -a "$run/failures" >&2
    failed=$((failed + 1))
}

# install <package>...
install() {
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || { echo "Install as root first: $*" >&2; exit 1; }
        root=(sudo)
    fi
    "${root[@]}" apt-get update
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

# packages <folder>: what package-lock.json says, unless it is there.
packages() {
    [ "$1/node_modules/.package-lock.json" -nt "$1/package-lock.json" ] || npm ci --prefix "$1" --no-audit --no-fund
}

# suite <name> <passed> <failed> <skipped>: adds a suite's totals. A suite that ran no test counts as a failure.
suite() {
    passed=$((passed + $2)) failed=$((failed + $3)) skipped=$((skipped + $4))
    [ $(($2 + $3)) -gt 0 ] || fail "$1 ran no test."
}

# processes <folder>: those that have the folder as their TMPDIR.
processes() {
    local process
    for process in /proc/[0-9]*; do
        if grep -qzxF "TMPDIR=$1" "$process/environ" 2>/dev/null; then
            echo "${process#/proc/}"
        fi
    done
}

# end_processes <folder>: ends those that have the folder as their TMPDIR, such as a compiler that would stay for the
# next build.
end_processes() {
    local process
    for process in $(processes "$1"); do
        kill "$process" || true
    done
}

# left_behind <name> <folder>: fails for each process that has the folder as its TMPDIR, and for each entry in it.
# Sockets of .NET's own stay when a test kills a process; they are no fault.
left_behind() {
    local process entry
    for process in $(processes "$2"); do
        fail "$1 left process $process: $(tr '\0' ' ' <"/proc/$process/cmdline")"
        kill -9 "$process" || true
    done
    while IFS= read -r entry; do
        fail "$1 left ${entry#"$2/"} in the temporary folder."
    done < <(find "$2" -mindepth 1 -maxdepth 1 \
        ! -name '.dotnet*' ! -name 'dotnet-diagnostic-*' ! -name 'clr-debug-pipe-*')
}

# checks: those of the repository, which need no build.
checks() {
    mkdir "$run/checks"
    TMPDIR=$run/checks tests/checks.sh 2>&1 | tee "$run/checks.log" || true
    end_processes "$run/checks"
    local right wrong
    read -r right wrong <<<"$(sed -nE 's/^checks: ([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$run/checks.log")"
    suite checks "${right:-0}" "${wrong:-0}" 0
    [ "${wrong:-0}" = 0 ] || cat "$run/checks.log" >>"$run/failures"
}

# dotnet_suite <name>: a test project is a program; its last line of totals counts, and its exit code if that says more.
dotnet_suite() {
    local program=tests/$1/bin/Release/net10.0/$1.dll output=$run/$1.log temporary=$run/$1 code=0 numbers
    mkdir "$temporary"
    chmod 711 "$temporary"
    TMPDIR=$temporary dotnet "$program" -noColor 2>&1 | tee "$output" || code=$?
    local totals='.*Total: (.*), Errors: (.*), Failed: (.*), Skipped: (.*), Not Run: ([0-9]+).*'
    numbers=$(sed -nE "s/$totals/\1 \2 \3 \4 \5/p" "$output" | tail -n 1)
    local total errors wrong left_out not_run
    read -r total errors wrong left_out not_run <<<"${numbers:-0 0 0 0 0}"
    suite "$1" $((total - wrong - left_out - not_run)) $((wrong + errors)) $((left_out + not_run))

    # A test that failed, with the indented lines below it, at most 60.
    awk '/\[FAIL\]$/ { left = 60 } !/^      |\[FAIL\]$/ { left = 0 } left-- > 0' "$output" >>"$run/failures"

    # A crash, also one after the last test.
    [ "$code" -eq 0 ] || [ $((wrong + errors)) -gt 0 ] || fail "$1 ended with $code."
    left_behind "$1" "$temporary"
}

# web: the web client's style, components and pages.
web() {
    mkdir "$run/web"
    TMPDIR=$run/web web/check.sh | tee "$run/web.log" || true
    end_processes "$run/web"
    local right wrong
    read -r right wrong <<<"$(sed -nE 's/^web: ([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$run/web.log")"
    suite web "${right:-0}" "${wrong:-0}" 0
    grep -E '^ *(✖|×|FAIL)' "$run/web.log" >>"$run/failures" || true
}

# has <suite>...: whether one of them is to be run.
suites=" $* "
has() {
    local name
    for name in "$@"; do
        [[ $suites != *" $name "* ]] || return 0
    done
    return 1
}

missing=()
# The tests start PostgreSQL themselves, each a cluster of its own; only the programs are needed.
[ -n "${PG_BIN:-}" ] || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null ||
    missing+=(postgresql)
# .NET takes its Unicode tables from ICU; any version will do.
ldconfig -p 2>/dev/null | grep -q libicuuc || ls /usr/lib/*/libicuuc.so.* >/dev/null 2>&1 || missing+=(libicu-dev)
# A node of the chaos suite has a clock that is off; without libfaketime it leaves this fault out and says so.
! has Cluster.Tests || ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || missing+=(faketime)
# Django makes the database that is imported.
! has Storage.Tests WebApi.Tests || /usr/bin/python3 -c 'import django, argon2, bcrypt, psycopg2' 2>/dev/null ||
    missing+=(python3-django python3-argon2 python3-bcrypt python3-psycopg2)
! has checks WebApi.Tests web || command -v npm >/dev/null || missing+=(nodejs npm)
if has WebApi.Tests; then
    # The balancer of a cluster.
    command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx)
    command -v curl >/dev/null || missing+=(curl)
fi
! has web || [ -n "${CHROMIUM:-}" ] || command -v chromium >/dev/null || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] || install "${missing[@]}"

! has checks || packages tests/Words
if has WebApi.Tests; then
    # The ALTCHA widget solves captchas, jose checks access tokens, standardwebhooks checks webhooks, and a
    # generated client uses the API's description.
    packages tests/WebApi.Tests/Altcha
    packages tests/Jose
    packages tests/Webhooks
    packages tests/Client
fi
! has web || packages web

if [ "$build" = 1 ]; then
    dotnet restore --locked-mode
fi
if has checks; then
    dotnet tool restore
    checks
fi
if [ "$build" = 1 ] && [ "$suites" != " checks " ]; then
    # One compiler for all projects, of this run: another one would stay for the next run.
    mkdir "$run/build"
    TMPDIR=$run/build dotnet build -c Release --no-restore -nodeReuse:false -p:UseSharedCompilation=true \
        -p:SharedCompilationId="${run##*/}"
    end_processes "$run/build"
fi

export TEST_SEED=${TEST_SEED:-$RANDOM$RANDOM}
for name in "$@"; do
    case $name in
        checks) ;;
        web) web ;;
        *) dotnet_suite "$name" ;;
    esac
done

# Once more, because a log may be kept by its end only.
[ ! -s "$run/failures" ] || { echo "What failed:" && cat "$run/failures"; }
echo "The order of the tests was TEST_SEED=$TEST_SEED."
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$skipped" -eq 0 ]
