#!/usr/bin/env bash
# Runs a cluster for trials on this machine: PostgreSQL, three nodes, and nginx as their balancer, all on 127.0.0.1.
# Needs the .NET 10 SDK, and Node for the pages, on Debian; installs what else is missing (as root or with sudo).
#   ./cluster.sh start           builds the service and starts what does not run
#   ./cluster.sh status          says what runs
#   ./cluster.sh restart [node]  builds the service and replaces the nodes one after the other, or one node
#   ./cluster.sh kill <node>     ends a node as a crash would
#   ./cluster.sh fsck            checks every record, also while the cluster runs
#   ./cluster.sh stop            stops everything; the data stay
# Options, after the command:
#   --data <folder>     holds everything (default: cluster-data beside this script)
#   --port <port>       of the balancer (default: that of the last start, or 8000); the 31 ports above it are used, too
#   --program <folder>  a published service to run, instead of building one
# Settings in the environment reach the nodes that are started: Captcha__Provider=None ./cluster.sh start
set -euo pipefail
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
umask 077
ulimit -c 0

source=$(cd "$(dirname "$0")" && pwd)
nodes=(1 2 3)

# fail <message>: ends this script.
fail() {
    echo "$1" >&2
    exit 2
}

usage() {
    sed -n '2,/^set /{s/^# \{0,1\}//p}' "$0" >&2
    exit 2
}

command=${1:-} node='' port='' program=''
data=$source/cluster-data
[ $# -eq 0 ] || shift
while [ $# -gt 0 ]; do
    case $1 in
        --data) data=${2:?--data needs a folder} && shift 2 ;;
        --port) port=${2:?--port needs a number} && shift 2 ;;
        --program) program=$(cd "${2:?--program needs a folder}" && pwd) && shift 2 ;;
        [1-3]) node=$1 && shift ;;
        *) usage ;;
    esac
done

# A process is known by its id, the time of its start and the boot of the machine, so that another process which got the
# same id later is never taken for it.

# identity <id>: of a process that runs; nothing otherwise.
identity() {
    local stat fields
    { stat=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
    read -ra fields <<<"${stat##*) }"
    [ "${fields[0]}" = Z ] || echo "$1 ${fields[19]} $(</proc/sys/kernel/random/boot_id)"
}

# id_of <name>: the id of the process that was started under the name, if it runs.
id_of() {
    local known=''
    [ ! -f "$data/run/$1" ] || known=$(<"$data/run/$1")
    [ -z "$known" ] || [ "$(identity "${known%% *}")" != "$known" ] || echo "${known%% *}"
}

# launch <name> <command>...: starts a process that outlives this script and its terminal.
launch() {
    setsid "${@:2}" </dev/null >>"$data/logs/$1.log" 2>&1 &
    identity $! >"$data/run/$1"
}

# end <name> <signal> <seconds>: signals the process and waits for its end; after the time it is killed.
end() {
    local id
    id=$(id_of "$1")
    [ -n "$id" ] || return 0
    kill -s "$2" "$id" 2>/dev/null || true
    for _ in $(seq $((10 * $3))); do
        [ -n "$(id_of "$1")" ] || return 0
        sleep 0.1
    done
    echo "$1 did not end within $3 s. It is killed." >&2
    kill -s KILL "$id" 2>/dev/null || true
}

# install <package>...
install() {
    local root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || fail "Install as root first: $*"
        root=(sudo)
    fi
    "${root[@]}" apt-get update
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
}

install_missing() {
    local missing=()
    command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] || missing+=(nginx)
    command -v curl >/dev/null || missing+=(curl)
    find_postgres || missing+=(postgresql)
    [ ${#missing[@]} -eq 0 ] || install "${missing[@]}"
    find_postgres || fail "PostgreSQL's initdb was not found: set PG_BIN to its folder."
}

# find_postgres: sets $binaries.
find_postgres() {
    local folder
    for folder in "${PG_BIN:-}" $(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -rV) ${PATH//:/ }; do
        if [ -n "$folder" ] && [ -x "$folder/initdb" ]; then
            binaries=$folder
            return
        fi
    done
    return 1
}

# PostgreSQL refuses root.
as_postgres=() postgres_user=''
if [ "$(id -u)" = 0 ]; then
    postgres_user=nobody
    ! id postgres >/dev/null 2>&1 || postgres_user=postgres
    as_postgres=(setpriv --reuid "$postgres_user" --regid "$(id -g $postgres_user)" --clear-groups --)
fi

http_port() { echo $((port + $1)); }
silo_port() { echo $((port + 10 + $1)); }
gateway_port() { echo $((port + 20 + $1)); }
postgres_port() { echo $((port + 31)); }

# check_port <name> <port>: fails if another process listens on it. A process that was killed may take a moment to
# close.
check_port() {
    for _ in $(seq 50); do
        (: <"/dev/tcp/127.0.0.1/$2") 2>/dev/null || return 0
        sleep 0.1
    done
    fail "Port $2, for $1, is taken by another process. Choose other ports: ./cluster.sh $command --port 9000"
}

check_ports() {
    local i
    [ -n "$(id_of postgres)" ] || check_port PostgreSQL "$(postgres_port)"
    for i in "${nodes[@]}"; do
        [ -z "$(id_of "node$i")" ] || continue
        check_port "node $i" "$(http_port "$i")"
        check_port "the silo of node $i" "$(silo_port "$i")"
        check_port "the gateway of node $i" "$(gateway_port "$i")"
    done
    [ -n "$(id_of nginx)" ] || check_port nginx "$port"
}

# secret <file>: makes a file with a random secret, unless it exists.
secret() {
    [ -s "$1" ] || { head -c 32 /dev/urandom | base64 | tr -d '=+/\n' >"$1.new" && mv "$1.new" "$1"; }
}

prepare() {
    mkdir -p "$data"/{run,logs,programs,mail,nodes,nginx/temp}
    data=$(cd "$data" && pwd)
    [ -n "$port" ] || port=$(cat "$data/port" 2>/dev/null || echo 8000)
    [[ $port =~ ^[0-9]+$ ]] && [ "$port" -ge 1 ] && [ "$port" -le 65495 ] ||
        fail "--port must be a number from 1 to 65495. It is '$port'."
    local known
    known=$(cat "$data/port" 2>/dev/null || echo "$port")
    [ "$port" = "$known" ] || [ -z "$(running)" ] || fail "The cluster runs on port $known. Stop it first."
}

# running: the names of what runs.
running() {
    local name
    for name in nginx node1 node2 node3 postgres; do
        [ -z "$(id_of "$name")" ] || echo "$name"
    done
}

# build: publishes the service to a folder of its own, because nodes may be running from the last one.
build() {
    if [ -z "$program" ]; then
        program=$data/programs/$(date +%Y%m%d-%H%M%S)
        echo "Building the service (logs/build.log)."
        dotnet publish "$source/WebApi" -c Release -o "$program" -nodeReuse:false -p:UseSharedCompilation=false \
            >"$data/logs/build.log" 2>&1 || { cat "$data/logs/build.log" >&2 && fail "The build failed."; }
    fi
    [ -f "$program/WebApi.dll" ] || fail "--program: '$program' has no WebApi.dll."
    echo "$program" >"$data/program"
}

# forget_programs: removes the published services that no node runs any more.
forget_programs() {
    local folder
    for folder in "$data/programs"/*; do
        [ "$folder" = "$(<"$data/program")" ] || grep -qxF "$folder" "$data"/nodes/*/program || rm -rf "$folder"
    done
}

start_postgres() {
    local folder=$data/postgres password=$data/postgres.password
    if [ ! -d "$folder" ]; then
        secret "$password"
        rm -rf "$folder.new"
        mkdir "$folder.new"
        if [ -n "$postgres_user" ]; then
            chmod 711 "$data"
            chown "$postgres_user" "$folder.new" "$password"
            "${as_postgres[@]}" test -w "$folder.new" || fail "PostgreSQL refuses root, and user $postgres_user cannot \
reach '$data'. Choose another folder: ./cluster.sh start --data /var/tmp/cluster-data"
        fi
        echo "Making a PostgreSQL cluster."
        (cd / && "${as_postgres[@]}" "$binaries/initdb" --pgdata "$folder.new" --username postgres --encoding UTF8 \
            --locale C --auth scram-sha-256 --pwfile "$password" >"$data/logs/initdb.log" 2>&1) ||
            { cat "$data/logs/initdb.log" >&2 && fail "initdb failed."; }
        mv "$folder.new" "$folder"
    fi

    # After a crash of the server its last processes may take a moment to end; until then it does not start.
    for _ in $(seq 300); do
        if [ -z "$(id_of postgres)" ]; then
            (cd / && launch postgres "${as_postgres[@]}" "$binaries/postgres" -D "$folder" -p "$(postgres_port)" \
                -c listen_addresses=127.0.0.1 -c unix_socket_directories=)
        fi
        if query postgres 'select 1' >/dev/null 2>&1; then
            [ -n "$(query postgres "select 1 from pg_database where datname = 'registration'")" ] ||
                query postgres 'create database registration' >/dev/null
            return
        fi
        sleep 0.2
    done
    tail -n 20 "$data/logs/postgres.log" >&2
    fail "PostgreSQL did not start."
}

# query <database> <SQL>
query() {
    PGPASSWORD=$(<"$data/postgres.password") "$binaries/psql" -h 127.0.0.1 -p "$(postgres_port)" -U postgres \
        -d "$1" -XAtc "$2"
}

# store_settings: those that fsck and each node need.
store_settings() {
    local connection="Host=127.0.0.1;Port=$(postgres_port);Database=registration;Username=postgres"
    printf '%s\n' "ConnectionStrings__Registration=$connection;Password=$(<"$data/postgres.password")"
}

# start_node <node>
start_node() {
    local folder=$data/nodes/$1
    mkdir -p "$folder"
    ln -sfn ../../mail "$folder/mail"
    cp "$data/program" "$folder/program"
    secret "$data/master.secret"
    if [ ! -f "$data/cluster.pem" ]; then
        rm -f "$data/cluster.pem.new"
        dotnet "$(<"$data/program")/Silo.dll" certificate "$data/cluster.pem.new" >/dev/null
        mv "$data/cluster.pem.new" "$data/cluster.pem"
    fi
    (
        cd "$folder"
        launch "node$1" env PublicUrl="http://127.0.0.1:$port" Proxy__KnownAddresses=127.0.0.1 \
            "$(store_settings)" Keys__MasterSecret="$(<"$data/master.secret")" DataDirectory="$folder" \
            Cluster__Mode=Clustered Cluster__Certificate="$data/cluster.pem" Cluster__SiloPort="$(silo_port "$1")" \
            Cluster__GatewayPort="$(gateway_port "$1")" \
            dotnet "$(<"$data/program")/WebApi.dll" --urls "http://127.0.0.1:$(http_port "$1")"
    )
}

# await_node <node>: waits until the node is ready. On a machine that is too busy the other nodes may take a node that
# starts for dead, and it ends; it is started again, as systemd would do.
await_node() {
    local starts=1 until=$((SECONDS + 120))
    until is_ready "$1"; do
        if [ -z "$(id_of "node$1")" ]; then
            tail -n 20 "$data/logs/node$1.log" >&2
            [ $starts -lt 5 ] || fail "Node $1 has ended."
            echo "Node $1 has ended. It is started again." >&2
            starts=$((starts + 1)) until=$((SECONDS + 120))
            start_node "$1"
        fi
        [ $SECONDS -lt $until ] || fail "Node $1 is not ready after two minutes. Its log: $data/logs/node$1.log"
        sleep 0.1
    done
}

# is_ready <node>
is_ready() {
    curl -sf -m 5 -o /dev/null "http://127.0.0.1:$(http_port "$1")/health/ready"
}

start_nginx() {
    [ -z "$(id_of nginx)" ] || return 0
    sed "s/127\.0\.0\.1:800/127.0.0.1:@/; s/@0/$(http_port 0)/; s/@1/$(http_port 1)/; s/@2/$(http_port 2)/
        s/@3/$(http_port 3)/" "$source/docs/deploy/nginx.conf" >"$data/nginx/registration.conf"
    cat >"$data/nginx/nginx.conf" <<'END'
# One process, so that it can be ended by its id. Paths are relative to this folder.
daemon off;
master_process off;
pid nginx.pid;
error_log error.log warn;
events { worker_connections 4096; }
http {
    include registration.conf;
    access_log access.log;
    client_body_temp_path temp/body;
    proxy_temp_path temp/proxy;
    fastcgi_temp_path temp/fastcgi;
    uwsgi_temp_path temp/uwsgi;
    scgi_temp_path temp/scgi;
}
END
    launch nginx "$(command -v nginx || echo /usr/sbin/nginx)" -p "$data/nginx" -c nginx.conf -e error.log
    for _ in $(seq 100); do
        [ -n "$(id_of nginx)" ] || break
        ! curl -sf -m 5 -o /dev/null "http://127.0.0.1:$port/health/live" || return 0
        sleep 0.1
    done
    tail -n 20 "$data/nginx/error.log" "$data/logs/nginx.log" >&2
    fail "nginx does not answer on port $port."
}

start() {
    prepare
    install_missing
    check_ports
    echo "$port" >"$data/port"
    [ -n "$(running)" ] && [ -z "$program" ] && [ -f "$data/program" ] || build
    start_postgres
    local i
    # One after the other, so that a machine of few cores is not too busy.
    for i in "${nodes[@]}"; do
        [ -n "$(id_of "node$i")" ] || start_node "$i"
        await_node "$i"
    done
    start_nginx
    forget_programs
    advice
}

advice() {
    local at=''
    [ "$data" = "$source/cluster-data" ] || at=" --data '$data'"
    cat <<END
The cluster runs. Everything is in $data

  open a browser          http://127.0.0.1:$port
  the activation mails    ls '$data/mail'
  ask with curl           curl -s 'http://127.0.0.1:$port/api/availability/?username=alice1'
  see what runs           ./cluster.sh status$at
  kill a node             ./cluster.sh kill 2$at
  start it again          ./cluster.sh start$at
  replace all nodes       ./cluster.sh restart$at
  check every record      ./cluster.sh fsck$at
  stop                    ./cluster.sh stop$at

Sign-ups with curl need a cluster without a captcha: Captcha__Provider=None ./cluster.sh restart$at
END
}

restart() {
    prepare
    install_missing
    [ -n "$(id_of postgres)" ] || fail "The cluster does not run. Start it first: ./cluster.sh start"
    build
    local i
    for i in ${node:-"${nodes[@]}"}; do
        echo "Replacing node $i."
        end "node$i" TERM 60
        start_node "$i"
        await_node "$i"
    done
    forget_programs
}

stop() {
    prepare
    local i
    end nginx QUIT 30
    for i in "${nodes[@]}"; do
        end "node$i" TERM 60 &
    done
    wait
    end postgres INT 60
    echo "Stopped. The data are in $data"
}

status() {
    prepare
    local name id
    for name in nginx node1 node2 node3 postgres; do
        id=$(id_of "$name")
        if [ -z "$id" ]; then
            echo "$name does not run"
        elif [[ $name != node* ]]; then
            echo "$name runs (process $id)"
        elif is_ready "${name#node}"; then
            echo "$name is ready (process $id, http://127.0.0.1:$(http_port "${name#node}"))"
        else
            echo "$name is not ready (process $id)"
        fi
    done
}

case $command in
    start) start ;;
    stop) stop ;;
    status) status ;;
    restart) restart ;;
    kill)
        [ -n "$node" ] || usage
        prepare
        end "node$node" KILL 10
        ;;
    fsck)
        prepare
        [ -f "$data/program" ] || fail "There is no cluster in '$data'. Start one: ./cluster.sh start"
        env "$(store_settings)" DataDirectory="$data/nodes/1" dotnet "$(<"$data/program")/Silo.dll" fsck
        ;;
    *) usage ;;
esac
