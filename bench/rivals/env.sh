# Every script here reads this file. Each setting can be set in the environment.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# The database cluster, builds, node_modules, process ids and logs.
STATE=${RIVALS_STATE:-${TMPDIR:-/tmp}/registration-rivals-$(id -u)}
BUILD=$STATE/build/publish
# The newest PostgreSQL of Debian, unless PG_BIN names the folder of another one's programs.
PG_BIN=${PG_BIN:-$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)}
export PG_PORT=${PG_PORT:-54321}
ASPNET_IDENTITY_PORT=${ASPNET_IDENTITY_PORT:-8002}
BETTER_AUTH_PORT=${BETTER_AUTH_PORT:-8003}

# sql [psql argument]...: psql without decoration, which stops at the first error.
sql() {
    PGOPTIONS="-c client_min_messages=warning" \
        "$PG_BIN/psql" -h 127.0.0.1 -p "$PG_PORT" -U postgres -XAtq -v ON_ERROR_STOP=1 "$@"
}

# ensure_database <name>
ensure_database() {
    sql -c "select 1 from pg_database where datname = '$1'" | grep -q 1 || sql -c "create database $1"
}
