#!/usr/bin/env bash
# Compares the CPU of a sign-up in two builds of the service, in turn on this machine. The service runs as it ships,
# with SQLite and mail, but without captcha and limits.
#   bench/two-builds.sh BEFORE AFTER [rounds] [requests]     BEFORE and AFTER: checkouts with a Release build of WebApi
# More settings come from the environment: Passwords__MemoryKiB=64 Passwords__Iterations=1 for a cheap hash,
# Registration__RequireActivation=false for no mail.
# Prints the milliseconds of CPU for each request, a line a run. Compare the means: single runs differ by a tenth.
set -euo pipefail
before=$1 after=$2 rounds=${3:-4} requests=${4:-6000}
load=$(cd "$(dirname "$0")" && pwd)/Load/bin/Release/net10.0/Load.dll
url=http://127.0.0.1:${PORT:-8091}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# run <name> <checkout> <mode>
run() {
    local data=$work/data service
    mkdir "$data"
    DataDirectory=$data Urls=$url PublicUrl=$url Captcha__Provider=None RateLimits__Enabled=false \
        dotnet "$2/WebApi/bin/Release/net10.0/WebApi.dll" >"$work/log" 2>&1 &
    service=$!
    until curl -fs "$url/health/ready" >/dev/null; do
        kill -0 "$service" || { cat "$work/log"; exit 1; }
        sleep 0.2
    done
    dotnet "$load" run --url "$url" --mode "$3" --count "$requests" --warmup 3000 --inviters 500 --clients 64 \
        --watch "service=$service" --label "$1 $3" --json "$work/runs" >/dev/null
    kill "$service"
    wait "$service" || true
    rm -rf "$data"
    sed -nE 's/.*"label":"([^"]*)".*"requests":([0-9]+),.*"service":\{"processor_seconds":([0-9.]+).*/\1 \3 \2/p' \
        "$work/runs" | tail -n 1 | awk '{ printf "%s %s: %.3f ms\n", $1, $2, $3 / $4 * 1000 }'
}

for round in $(seq "$rounds"); do
    for mode in spread hot; do
        if [ $((round % 2)) = 1 ]; then
            run before "$before" "$mode" && run after "$after" "$mode"
        else
            run after "$after" "$mode" && run before "$before" "$mode"
        fi
    done
done
