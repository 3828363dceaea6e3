#!/usr/bin/env bash
# Serve Airflow on this machine: pages, scheduler, DAG processor and triggerer, until Ctrl-C. `make serve` calls it.
# Reads DATELINE_HOME, DATELINE_FEEDS and DATELINE_PORT (8080). All state is under DATELINE_HOME; it listens on loopback.
#
# Not by `airflow standalone`: that opens its log servers to every network, starts tasks before the pages can answer them
# (on a slow machine each first task then fails), and goes on without a word when one of its processes has died.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
port="${DATELINE_PORT:-8080}"
grace_s=20

say() { printf 'serve: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

export DATELINE_HOME="${DATELINE_HOME:-$root/var-live}" DATELINE_FEEDS="${DATELINE_FEEDS:-$root/config/feeds.toml}"
[[ "$port" =~ ^[0-9]{1,5}$ ]] && ((10#$port > 0 && 10#$port < 65536)) || stop "port $port: a port is a number from 1 to 65535"
[ -f "$DATELINE_FEEDS" ] || stop "$DATELINE_FEEDS: no such file"
mkdir -p "$DATELINE_HOME/airflow"
chmod go= "$DATELINE_HOME/airflow"   # passwords, connections and what signs logins
DATELINE_HOME="$(cd "$DATELINE_HOME" && pwd)"
DATELINE_FEEDS="$(cd "$(dirname "$DATELINE_FEEDS")" && pwd)/$(basename "$DATELINE_FEEDS")"

export AIRFLOW_HOME="$DATELINE_HOME/airflow"
export PATH="$root/.venv/bin:$PATH"
export AIRFLOW__CORE__DAGS_FOLDER="$root/dags" AIRFLOW__CORE__PLUGINS_FOLDER="$root/plugins"
export AIRFLOW__CORE__LOAD_EXAMPLES=False AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION=False
export AIRFLOW__CORE__EXECUTOR=LocalExecutor AIRFLOW__CORE__PARALLELISM="${DATELINE_PARALLELISM:-4}"
export AIRFLOW__API__HOST=127.0.0.1 AIRFLOW__API__PORT="$port" AIRFLOW__API__BASE_URL="http://127.0.0.1:$port"
export AIRFLOW__API__WORKERS=1
export AIRFLOW__CORE__EXECUTION_API_SERVER_URL="http://127.0.0.1:$port/execution/"
# Five seconds, Airflow's own, are not enough for an answer while every core parses: the task would count as failed.
export AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT=60
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS=admin:admin
export GX_ANALYTICS_ENABLED=false
unset PYTHONDONTWRITEBYTECODE

exec 9>"$AIRFLOW_HOME/serve.lock"
flock --nonblock 9 || stop "$DATELINE_HOME is being served already"
if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    stop "port $port is taken; name another: make serve DATELINE_PORT=8081"
fi

# What Airflow's processes sign their messages with; 64 characters, made once, readable by the owner alone.
secret="$AIRFLOW_HOME/jwt_secret"
if [ ! -s "$secret" ]; then
    (umask 077 && head -c 48 /dev/urandom | od -An -v -tx1 | tr -d ' \n' >"$secret.part" && mv "$secret.part" "$secret")
fi
AIRFLOW__API_AUTH__JWT_SECRET="$(cat "$secret")"
export AIRFLOW__API_AUTH__JWT_SECRET

log="$AIRFLOW_HOME/serve.log"
[ ! -s "$log" ] || mv "$log" "$log.1"   # who starts again wants to read why it ended
say "starting; what Airflow says goes to $log"
{
    airflow db migrate
    airflow pools import "$root/config/pools.json"
} >"$log" 2>&1 9>&- || stop "Airflow's database could not be prepared: see $log"

declare -A groups=()
# Each in a session of its own, so that a signal reaches the children too, and Ctrl-C only this script.
launch() {
    setsid airflow "$@" >>"$log" 2>&1 </dev/null 9>&- &
    groups[$1]=$!
}
# Told to the process too: just after its start the group is not there yet.
tell() {
    local signal="$1" name; shift
    for name; do kill "-$signal" -- "-${groups[$name]}" "${groups[$name]}" 2>/dev/null || true; done
}
any_alive() {
    local name
    for name; do
        if kill -0 -- "-${groups[$name]}" 2>/dev/null || kill -0 "${groups[$name]}" 2>/dev/null; then return 0; fi
    done
    return 1
}
# end_all SECONDS NAME…: told to end, and killed where they take longer.
end_all() {
    local limit_s="$1" _; shift
    tell TERM "$@"
    for _ in $(seq $((10 * limit_s))); do any_alive "$@" || return 0; sleep 0.1; done
    tell KILL "$@"
    for _ in $(seq 50); do any_alive "$@" || return 0; sleep 0.1; done
}

end() {
    trap - EXIT
    trap '' INT TERM HUP   # a second Ctrl-C would leave behind what is not told yet
    say "stopping"
    local name askers=()
    for name in "${!groups[@]}"; do [ "$name" = api-server ] || askers+=("$name"); done
    end_all "$grace_s" "${askers[@]}"   # before who answers them: a task that ends has its result to tell
    [ -z "${groups[api-server]:-}" ] || end_all 10 api-server
}
answers() (
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.0\r\n\r\n' "$1" >&3
    read -r -t 60 status <&3 && [[ "$status" == *" 200 "* ]]
)

trap end EXIT
trap 'exit 0' INT TERM HUP

launch api-server
for _ in $(seq 180); do
    kill -0 "${groups[api-server]}" 2>/dev/null || stop "Airflow ended: see $log"
    # The second is asked by the tasks, and slow at the first time.
    if answers /api/v2/version 2>/dev/null && answers /execution/health 2>/dev/null; then
        launch dag-processor
        launch triggerer --skip-serve-logs
        launch scheduler --skip-serve-logs
        say "http://127.0.0.1:$port  login admin, password in $AIRFLOW_HOME/simple_auth_manager_passwords.json.generated"
        wait -n "${groups[@]}" || true
        for name in "${!groups[@]}"; do kill -0 "${groups[$name]}" 2>/dev/null || stop "Airflow's $name ended: see $log"; done
        stop "Airflow ended: see $log"
    fi
    sleep 1
done
stop "Airflow did not answer within three minutes: see $log"
