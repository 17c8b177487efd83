#!/usr/bin/env bash
# run.sh RIVAL start|stop|exec [cheap|default [VARIANT]]
#   aspnet-identity   VARIANT ef (default) or batch (INSERT and UPDATE in one round trip)
#   better-auth       two processes
# start prints the process id, and starts PostgreSQL where it does not run. Each variant has a database of its own.
# exec becomes the rival's process at once; the database must exist.
set -euo pipefail
. "$(dirname "$0")/env.sh"

usage() {
    sed -n '2,6s/^# //p' "$0" >&2
    exit 2
}

rival=${1:-} action=${2:-} hash=${3:-default} variant=${4:-}
case $rival:$variant in
aspnet-identity: | aspnet-identity:ef) variant='' port=$ASPNET_IDENTITY_PORT mark=aspnet-identity.dll ;;
aspnet-identity:batch) port=$ASPNET_IDENTITY_PORT mark=aspnet-identity.dll ;;
better-auth:) port=$BETTER_AUTH_PORT mark=server.mjs ;;
*) usage ;;
esac
name=$rival${variant:+-$variant}
database=${name//-/_}
pidfile=$STATE/$name.pid
pid=$(cat "$pidfile" 2>/dev/null || true)

is_alive() { [ -n "$pid" ] && grep -qa "$mark" "/proc/$pid/cmdline" 2>/dev/null; }
is_listening() { (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; }

case $hash in
cheap | default) export HASH=$hash ;;
*) usage ;;
esac
export PORT=$port DATABASE=$database WRITE=${variant:-ef} NODE_ENV=production
command=(node "$STATE/better-auth/server.mjs")
[ "$rival" != aspnet-identity ] || command=(dotnet "$BUILD/aspnet-identity/release/aspnet-identity.dll")

start() {
    if is_listening; then
        echo "Port $port is taken." >&2
        exit 1
    fi
    "$HERE/pg.sh" start >/dev/null
    ensure_database "$database"
    cd "$STATE"
    setsid "${command[@]}" >"$STATE/$name.log" 2>&1 </dev/null &
    pid=$!
    echo "$pid" >"$pidfile"
    for _ in $(seq 300); do
        if is_listening || ! kill -0 "$pid" 2>/dev/null; then
            break
        fi
        sleep 0.1
    done
    if ! is_listening; then
        echo "$name did not start:" >&2
        tail -n 20 "$STATE/$name.log" >&2
        exit 1
    fi
    sleep 1 # better-auth's second process
    echo "$pid"
}

stop() {
    if is_alive; then
        kill "$pid"
        while is_alive; do sleep 0.1; done
    fi
    rm -f "$pidfile"
}

case $action in
start) start ;;
stop) stop ;;
exec)
    cd "$STATE"
    exec "${command[@]}"
    ;;
*) usage ;;
esac
