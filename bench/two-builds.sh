#!/usr/bin/env bash
# Compares the CPU of a sign-up in two builds of the service, in turn on this machine, without captcha and limits.
#   bench/two-builds.sh BEFORE AFTER [rounds] [requests]     BEFORE and AFTER: checkouts with a Release build of WebApi
# Environment:
#   STORE=postgres         PostgreSQL (the rivals' cluster) instead of SQLite; its CPU is printed, too
#   MODES="nocode spread"  loads; spread and hot if not given
#   WARMUP=20000           sign-ups before the measured ones; 3000 if not given
#   any setting, such as Passwords__MemoryKiB=8 Passwords__Iterations=1 for a cheap hash, and
#   Registration__RequireActivation=false for no mail
# Prints the milliseconds of CPU for each request, a line a run. Compare the means: single runs differ by a tenth.
set -euo pipefail
before=$1 after=$2 rounds=${3:-4} requests=${4:-6000}
here=$(cd "$(dirname "$0")" && pwd)
load=$here/Load/bin/Release/net10.0/Load.dll
url=http://127.0.0.1:${PORT:-8091}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
watch=()
if [ "${STORE:-sqlite}" = postgres ]; then
    . "$here/rivals/env.sh"
    watch=(--watch "postgres=$("$here/rivals/pg.sh" start)")
    export ConnectionStrings__Registration="Host=127.0.0.1;Port=$PG_PORT;Username=postgres;Database=bench_builds"
fi

# run <name> <checkout> <mode>
run() {
    local data=$work/data service
    mkdir "$data"
    if [ "${#watch[@]}" != 0 ]; then
        sql -c 'drop database if exists bench_builds with (force)'
        sql -c 'create database bench_builds'
    fi
    DataDirectory=$data Urls=$url PublicUrl=$url Captcha__Provider=None RateLimits__Enabled=false \
        dotnet "$2/WebApi/bin/Release/net10.0/WebApi.dll" >"$work/log" 2>&1 &
    service=$!
    until curl -fs "$url/health/ready" >/dev/null; do
        kill -0 "$service" || { cat "$work/log"; exit 1; }
        sleep 0.2
    done
    dotnet "$load" run --url "$url" --mode "$3" --count "$requests" --warmup "${WARMUP:-3000}" --inviters 500 \
        --clients 64 --watch "service=$service" "${watch[@]}" --label "$1 $3" --json "$work/runs" >/dev/null
    kill "$service"
    wait "$service" || true
    rm -rf "$data"
    tail -n 1 "$work/runs" | node -e '
        const run = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const cpu = (name) => ((run.usage[name]?.processor_seconds ?? 0) / run.requests) * 1000;
        const [service, postgres] = [cpu("service"), cpu("postgres")];
        const parts = postgres ? ` (service ${service.toFixed(3)}, PostgreSQL ${postgres.toFixed(3)})` : "";
        const { count, p99 } = Object.values(run.kinds)[0].accepted;
        const rate = (run.accepted_per_second ?? count / run.seconds).toFixed(0);
        console.log(`${run.label}: ${(service + postgres).toFixed(3)} ms${parts}, ${rate}/s, p99 ${p99.toFixed(0)} ms`);
    '
}

for round in $(seq "$rounds"); do
    for mode in ${MODES:-spread hot}; do
        if [ $((round % 2)) = 1 ]; then
            run before "$before" "$mode" && run after "$after" "$mode"
        else
            run after "$after" "$mode" && run before "$before" "$mode"
        fi
    done
done
