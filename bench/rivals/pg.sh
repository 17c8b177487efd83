#!/usr/bin/env bash
# pg.sh start|stop|status: the PostgreSQL cluster of the bench, on 127.0.0.1:$PG_PORT, with full durability.
# start and status print the id of its first process.
set -euo pipefail
. "$(dirname "$0")/env.sh"
data=$STATE/pg/data

# PostgreSQL refuses root: as root it runs as the user postgres, from a folder that this user may enter.
as_postgres() {
    local user=()
    [ "$(id -u)" != 0 ] || user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    (cd / && "${user[@]}" "$@")
}
ctl() { as_postgres "$PG_BIN/pg_ctl" -D "$data" "$@"; }
is_running() { ctl status >/dev/null 2>&1; }

create() {
    mkdir -p "$STATE/pg"
    chmod 711 "$STATE"
    [ "$(id -u)" != 0 ] || chown postgres:postgres "$STATE/pg"
    ctl initdb -o '-U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8' >/dev/null
    cat >>"$data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 30min
fsync = on
synchronous_commit = on
full_page_writes = on
CONF
}

case "${1:-}" in
start)
    [ -d "$data" ] || create
    if ! is_running && ! ctl -l "$STATE/pg/log" -o "-p $PG_PORT" -w start >/dev/null; then
        tail -n 5 "$STATE/pg/log" >&2
        exit 1
    fi
    head -n 1 "$data/postmaster.pid"
    ;;
stop) ! is_running || ctl -m fast -w stop >/dev/null ;;
status) is_running && head -n 1 "$data/postmaster.pid" ;;
*)
    echo "usage: pg.sh start|stop|status" >&2
    exit 2
    ;;
esac
