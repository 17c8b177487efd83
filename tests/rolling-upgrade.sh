#!/usr/bin/env bash
# Shows that nodes of two commits serve side by side: a cluster of the old one is replaced node by node with the new one
# under load, and back again. Ends with fsck. Each build takes minutes; the rest about four.
#   tests/rolling-upgrade.sh [--one-way] <old> <new>     commits, or folders with published services;
#                                                        --one-way: a migration ends the way back
# UPGRADE_PORT=8000 is the first of 32 ports. The exit code is 0 only if no sign-up failed and no record is wrong.
# Needs what cluster.sh needs. The script, nginx's configuration and the load are those of the work tree.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
export Captcha__Provider=None RateLimits__Enabled=false Passwords__MemoryKiB=8 Passwords__Iterations=1

back=1
if [ "${1:-}" = --one-way ]; then
    back=0
    shift
fi
[ $# -eq 2 ] || { sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0" >&2 && exit 2; }
port=${UPGRADE_PORT:-8000}

# Outside of the repository. PostgreSQL, which refuses root, must pass through it as another user.
work=$(mktemp -d)
chmod 711 "$work"
cluster() {
    ./cluster.sh "$@" --data "$work/cluster"
}
clean_up() {
    [ ! -d "$work/cluster" ] || cluster stop >/dev/null
    rm -rf "$work"
}
trap clean_up EXIT

# program <commit> <name>: publishes the commit's service, without its pages, to a folder of the name.
program() {
    if [ -d "$1" ]; then
        cp -r "$1" "$work/$2"
        return
    fi
    echo "Building $(git log -1 --format='%h %s' "$1")."
    mkdir "$work/$2-source"
    git archive "$1" | tar -x -C "$work/$2-source"
    publish "$work/$2-source/WebApi" "$work/$2" -p:SkipWeb=true
    rm -rf "$work/$2-source"
}

# publish <project> <folder> [option...]
publish() {
    dotnet publish "$1" -c Release -o "$2" -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false \
        -p:PublishReadyToRun=false "${@:3}" >"$work/build.log" 2>&1 || { cat "$work/build.log" && exit 2; }
}

program "$1" old
program "$2" new
publish bench/Load "$work/load"

cluster start --program "$work/old" --port "$port" >/dev/null

failed=0

# replace <name>: replaces the nodes with that program, each while four clients sign up without a pause.
replace() {
    local node load
    for node in 1 2 3; do
        echo "Node $node becomes $1."
        dotnet "$work/load/Load.dll" run --url "http://127.0.0.1:$port/" --mode nocode --clients 4 --count 100000 \
            --warmup 10 --seconds 30 >"$work/load.log" 2>&1 &
        load=$!
        sleep 5
        cluster restart "$node" --program "$work/$1" >/dev/null
        wait "$load" || { failed=1 && cat "$work/load.log"; }
    done
    cluster fsck || failed=1
}
replace new
[ "$back" = 0 ] || replace old
[ "$failed" != 0 ] || echo "No sign-up failed, and no record is wrong."
exit "$failed"
