#!/usr/bin/env bash
# An invite drop from begin to end, on a service with its default settings but captcha and limits:
#   bench/operators/invite-drop.sh [codes] [sign-ups]     10000 codes and 5000 sign-ups on them
# Makes a batch of codes, signs up on them under load, freezes the tree below one person, helps another person, takes
# CSVs out, receives webhooks, and ends with fsck. Prints each request and its answer. Ends with 1 at the first request
# that fails. Needs Release builds of WebApi and Silo, and npm's packages of tests/Webhooks. STORE=postgres takes
# PostgreSQL.
set -euo pipefail
codes=${1:-10000} sign_ups=${2:-5000}
. "$(dirname "$0")/service.sh"
node "$bench/operators/receiver.mjs" "$work/secret" "$work/webhooks" "$work/port" 2>"$work/receiver" &
receiver=$!
trap 'kill "$receiver"; stop_service; rm -rf "$work"' EXIT
export Webhooks__AllowPrivateNetworks=true

until [ -s "$work/port" ]; do
    kill -0 "$receiver" || { cat "$work/receiver"; exit 1; }
    sleep 0.1
done

# say <text>
say() { printf '\n**%s**\n\n' "$1"; }

# show <method> <path> [body]: a request and the begin of its answer, which stays in $work/answer.
show() {
    echo "    $1 $2${3:+ $3}"
    call "$@" >"$work/answer" || { cat "$work/answer"; exit 1; }
    echo "    → $(head -c 600 "$work/answer" | tr -d '\r\n')"
}

# of <member>: of the last answer.
of() { member "$1" <"$work/answer"; }

# people <number> <name> <code>...: sign-ups, told in one line. The codes of the new accounts are in $work/made.
people() {
    node "$bench/operators/sign-ups.mjs" "$url" "$2" "$1" "${@:3}" >"$work/answer"
    node -e '
        const { codes, ...told } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        console.log("    " + JSON.stringify(told));
        require("fs").writeFileSync(process.argv[2], codes.join("\n") + "\n");
    ' "$work/answer" "$work/made"
}

# finish <job>: waits for its end.
finish() {
    while :; do
        call GET "/api/admin/jobs/$1/" >"$work/answer"
        case $(of state) in
            running) sleep 0.2 ;;
            done) break ;;
            *) cat "$work/answer"; exit 1 ;;
        esac
    done
    echo "    → $(cat "$work/answer")"
}

start_service
become_operator
administrator=$token

say 'A webhook, made by the administrator'
show POST /api/admin/webhooks/ '{"url": "http://127.0.0.1:'"$(cat "$work/port")"'/", "description": "drop",
    "events": ["user.registered", "user.activated", "user.deleted", "invitation.exhausted"]}'
of secret >"$work/secret"

token=$key
say "$codes codes, by a service with an API key"
show POST /api/admin/codes/batches/ '{"count": '"$codes"', "prefix": "D", "label": "drop", "limit": 1}'
batch=$(of id)
finish "$batch"
call GET "/api/admin/codes/batches/$batch/codes.csv" >"$work/codes.csv"
echo "    CSV: $(wc -l <"$work/codes.csv") lines, $(tail -n +2 "$work/codes.csv" | cut -d, -f1 | sort -u | wc -l) codes"

say "$sign_ups sign-ups on them, 64 at a time"
people "$sign_ups" drop - "$work/codes.csv"
say 'The same codes once more: all of them are used up'
people 200 late - "$work/codes.csv"

say 'A code with a name, for 500; 600 people want it'
show POST /api/admin/codes/ '{"code": "LAUNCH", "limit": 500, "label": "launch"}'
people 600 crowd LAUNCH
show GET /api/admin/codes/LAUNCH/

say 'One of the new people invites 50, and each of these invites 2'
people 1 head "$(sed -n "$((sign_ups + 2))p" "$work/codes.csv" | cut -d, -f1)"
head_code=$(cat "$work/made")
people 50 body "$head_code"
mapfile -t arms < <(sed -n '1,50p' "$work/made")
people 100 arms "${arms[@]}"
sleep 5

say 'The person is found by name, and the tree below is frozen'
show GET '/api/admin/people/?search=head000000'
head_id=$(node -pe 'JSON.parse(require("fs").readFileSync(0, "utf8")).items[0].id' <"$work/answer")
show POST "/api/admin/people/$head_id/subtree/freeze/" '{"reason": "sells invitations"}'
finish "$(of id)"
show GET /api/admin/quarantine/
say 'Codes of the tree refuse, other codes do not'
people 20 stop "$head_code" "${arms[@]:0:19}"
mapfile -t unused < <(sed -n "$((sign_ups + 3)),$((sign_ups + 22))p" "$work/codes.csv" | cut -d, -f1)
people 20 free "${unused[@]}"

say 'A person whose mail is lost: found by address, activated by hand'
show GET '/api/admin/people/?search=drop000007@example.org&field=email&exact=true'
helped=$(node -pe 'JSON.parse(require("fs").readFileSync(0, "utf8")).items[0].id' <"$work/answer")
show POST "/api/admin/people/$helped/activate/"
show GET "/api/admin/people/$helped/audit/"

say 'Counts'
sleep 7
show GET '/api/admin/statistics/?label=drop'
call GET '/api/admin/codes/?label=drop&format=csv' >"$work/drop.csv"
echo "    CSV of the label's codes: $(wc -l <"$work/drop.csv") lines"
call GET "/api/admin/people/?code=$head_code&format=csv" >"$work/users.csv"
echo "    CSV of who used the code of the person: $(wc -l <"$work/users.csv") lines"
token=$administrator
call GET '/api/admin/audit/?format=csv' >"$work/audit.csv"
echo "    CSV of the audit log: $(wc -l <"$work/audit.csv") lines"
before=
until [ -n "$before" ] && [ "$(cat "$work/webhooks")" = "$before" ]; do
    before=$(cat "$work/webhooks")
    sleep 5
done
echo "    Webhooks that were received and verified: $(cat "$work/webhooks")"

say 'fsck'
stop_service
silo fsck | sed 's/^/    /'
