#!/usr/bin/env bash
# floor/run.sh [SECONDS [ROUNDS]]: what PostgreSQL alone can do for a sign-up (5 inserts, 1 counter), by pgbench.
# By default 8 seconds and 3 rounds. Prints a Markdown table.
set -euo pipefail
. "$(dirname "$0")/../env.sh"
seconds=${1:-8} rounds=${2:-3}
was_running=$("$HERE/pg.sh" status || true)
trap '[ -n "$was_running" ] || "$HERE/pg.sh" stop' EXIT
postmaster=$("$HERE/pg.sh" start)
ensure_database floor

# CPU ticks of the first process and its children; those that ended are counted with their parent.
cpu_ticks() {
    { cat /proc/[0-9]*/stat 2>/dev/null || true; } | awk -v first="$postmaster" '
        { process = $1; sub(/^.*\) /, ""); if ($2 == first || process == first) ticks += $12 + $13 + $14 + $15 }
        END { print ticks }'
}

echo "| variant | round | sign-ups/s | mean latency ms | postgres CPU ms each | inviters' counts |"
echo "|---|---|---|---|---|---|"
for round in $(seq "$rounds"); do
    for script in one-tx separate one-call one-tx-hot one-call-hot; do
        sql floor -f "$HERE/floor/schema.sql"
        before=$(cpu_ticks)
        output=$("$PG_BIN/pgbench" -h 127.0.0.1 -p "$PG_PORT" -U postgres -n -f "$HERE/floor/$script.sql" \
            -M prepared -c 16 -j 2 -T "$seconds" floor 2>/dev/null)
        ticks=$(($(cpu_ticks) - before))
        counts=$(sql floor -c "select case when (select count(*) from code) = (select sum(invited) from app_user)
            then 'exact' else 'WRONG' end")
        awk -v script="$script" -v round="$round" -v ticks="$ticks" -v counts="$counts" '
            /actually processed/ { n = $6 }
            /^latency average/ { latency = $4 }
            /^tps/ { rate = $3 }
            END {
                format = "| %s | %d | %.0f | %.1f | %.2f | %s |\n"
                printf format, script, round, rate, latency, ticks * 10 / n, counts
            }
        ' <<<"$output"
    done
done
