#!/usr/bin/env bash
# How long operators' reads and jobs take on a large store.
#   bench/operators/million.sh [accounts] [invitees]     800000 accounts of `Silo seed`, 200000 invitees of one account
# Needs Release builds of WebApi, Silo and bench/Load. STORE=postgres takes PostgreSQL. Prints Markdown: reads at rest,
# reads beside 300 sign-ups a second, and the freezing of the hub's subtree. Ends with fsck.
set -euo pipefail
accounts=${1:-800000} invitees=${2:-200000}
. "$(dirname "$0")/service.sh"
export Passwords__MemoryKiB=8 Passwords__Iterations=1 Registration__RequireActivation=false

# sign_ups <mode> <count> [argument]...
sign_ups() {
    dotnet "$load" run --url "$url" --mode "$1" --count "$2" --warmup 0 --clients 64 --seconds 1200 \
        --watch "service=$service" "${watch[@]}" "${@:3}"
}

begin=$(date +%s)
silo seed --accounts "$accounts" >"$work/seed"
start_service
become_operator
export KEY=$key
token=$key # which is good for longer than the access token
echo "Seeded $accounts accounts in $(($(date +%s) - begin)) s."
sign_ups hot "$invitees" --inviters 1 | tee "$work/load" | tail -n 20
until_projected
echo "All is in the read model after $(($(date +%s) - begin)) s."
id=$(call GET "/api/admin/people/?order=newest&limit=1" | node -pe '
    JSON.parse(require("fs").readFileSync(0, "utf8")).items[0].inviter_id')
call GET "/api/admin/people/$id/" | head -c 400
echo
echo '## At rest'
node "$bench/operators/times.mjs" "$url" "$id"
echo
echo '## Beside 300 sign-ups a second'
sign_ups spread 60000 --rate 300 >"$work/beside" &
node "$bench/operators/times.mjs" "$url" "$id" 50
wait %% || cat "$work/beside"

echo
echo '## Freezing the tree below the hub'
job=$(call POST "/api/admin/people/$id/subtree/freeze/" '{"reason": "bench"}' | member id)
while :; do
    state=$(call GET "/api/admin/jobs/$job/")
    echo "$(($(date +%s) - begin)) s: $state"
    [ "$(member state <<<"$state")" = running ] || break
    sleep 10
done
stop_service
silo fsck
