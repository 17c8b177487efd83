# Read by the scripts here: a service of our own on a store of its own, and an operator's API key.
#   STORE=postgres     PostgreSQL (the rivals' cluster) instead of SQLite
#   BUILD=Release      which build of WebApi, Silo and bench/Load to use
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
repository=$(dirname "$bench")
programs=$repository/WebApi/bin/${BUILD:-Release}/net10.0
load=$bench/Load/bin/${BUILD:-Release}/net10.0/Load.dll
work=$(mktemp -d)
service=
url=http://127.0.0.1:${PORT:-8092}
export DataDirectory=$work/data Urls=$url PublicUrl=$url Captcha__Provider=None RateLimits__Enabled=false
export Logging__LogLevel__Default=Warning
watch=()
if [ "${STORE:-sqlite}" = postgres ]; then
    . "$bench/rivals/env.sh"
    watch=(--watch "postgres=$("$bench/rivals/pg.sh" start)")
    sql -c 'drop database if exists bench_operators with (force)'
    sql -c 'create database bench_operators'
    export ConnectionStrings__Registration="Host=127.0.0.1;Port=$PG_PORT;Username=postgres;Database=bench_operators"
fi

stop_service() {
    [ -z "$service" ] || { kill "$service" && wait "$service"; } || true
    service=
}
trap 'stop_service; rm -rf "$work"' EXIT

start_service() {
    dotnet "$programs/WebApi.dll" >>"$work/log" 2>&1 &
    service=$!
    until curl -fs "$url/health/ready" >/dev/null; do
        kill -0 "$service" || { cat "$work/log"; exit 1; }
        sleep 0.2
    done
}

# silo <argument>...: a command on the store.
silo() { dotnet "$programs/Silo.dll" "$@"; }

# member <name>: a text member of the JSON object that comes in.
member() { node -pe 'JSON.parse(require("fs").readFileSync(0, "utf8"))[process.argv[1]]' "$1"; }

# call <method> <path> [body]: as the operator whose token is $token; prints the answer, fails if it is not 2xx.
call() {
    curl -sS --fail-with-body -X "$1" "$url$2" -H "Authorization: Bearer $token" \
        ${3:+-H 'Content-Type: application/json' -d "$3"}
}

# activate: the account that signed up, with the link of its mail.
activate() {
    local mail
    until mail=$(grep -ls '^To: overseer@' "$work"/data/mail/*.eml); do sleep 0.2; done
    curl -fsS -o "$work/activation" "$url/api/activate/" -H 'Content-Type: application/json' -d "$(node -e '
        const mail = require("fs").readFileSync(process.argv[1], "utf8").replace(/=\r?\n/g, "").replace(/=3D/g, "=");
        console.log(JSON.stringify({ token: /#token=([\w-]{64})/.exec(mail)[1], use_cookies: false }));
    ' "$mail")"
}

# become_operator: signs up an account, makes it an administrator, and gets an API key into $key. Leaves the
# administrator's access token in $token.
password=Correct-horse7
become_operator() {
    local names='"username":"overseer","nickname":"overseer","email":"overseer@example.org"'
    local passwords="\"password1\":\"$password\",\"password2\":\"$password\""
    curl -sS --fail-with-body -o "$work/sign-up" "$url/api/register/" -H 'Content-Type: application/json' \
        -d "{$names,$passwords,\"invitation_code\":\"\",\"recaptcha\":\"\"}"
    [ "${Registration__RequireActivation:-true}" = false ] || activate
    silo admin grant overseer --reason bench >/dev/null
    token=$(curl -fsS "$url/jwt/login/" -H 'Content-Type: application/json' \
        -d "{\"username\":\"overseer\",\"password\":\"$password\",\"use_cookies\":false}" | member token)
    key=$(call POST /api/admin/api-keys/ '{
        "service": "bench", "password": "'$password'", "reason": "bench",
        "scopes": ["codes:read", "codes:write", "people:read", "people:write", "audit:read", "statistics:read"],
        "expires_at": "'"$(date -u -d '+1 day' +%Y-%m-%dT%H:%M:%SZ)"'"}' | member key)
}

# until_projected: waits until the read model has seen every account; the newest account is on its first page.
until_projected() {
    local before='' now
    while :; do
        now=$(call GET '/api/admin/people/?limit=1')
        [ "$now" != "$before" ] || return 0
        before=$now
        sleep 5
    done
}
