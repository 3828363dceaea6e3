#!/usr/bin/env bash
# Serve Airflow on this machine: pages, scheduler, DAG processor and triggerer, until Ctrl-C. `make serve` calls it.
# Reads DATELINE_HOME, DATELINE_FEEDS and DATELINE_PORT (8080). All state is under DATELINE_HOME; it listens on loopback.
set -euo pipefail
root="$(cd "$(dirname "$0")/.." && pwd)"
port="${DATELINE_PORT:-8080}"
grace_s=20

say() { printf 'serve: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

export DATELINE_HOME="${DATELINE_HOME:-$root/var-live}" DATELINE_FEEDS="${DATELINE_FEEDS:-$root/config/feeds.toml}"
[ -f "$DATELINE_FEEDS" ] || stop "$DATELINE_FEEDS: no such file"
mkdir -p "$DATELINE_HOME/airflow"
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
say "starting; what Airflow says goes to $log"
{
    airflow db migrate
    airflow pools import "$root/config/pools.json"
} >"$log" 2>&1 9>&- || stop "Airflow's database could not be prepared: see $log"

# A session of its own: a signal to `standalone` alone would leave its children behind.
setsid airflow standalone >>"$log" 2>&1 </dev/null 9>&- &
group=$!

end() {
    trap - EXIT INT TERM HUP
    say "stopping"
    kill -TERM -- "-$group" 2>/dev/null || true
    for _ in $(seq "$grace_s"); do
        kill -0 -- "-$group" 2>/dev/null || return 0
        sleep 1
    done
    kill -KILL -- "-$group" 2>/dev/null || true
}
answers() (
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET /api/v2/version HTTP/1.0\r\n\r\n' >&3
    read -r -t 5 status <&3 && [[ "$status" == *" 200 "* ]]
)

trap end EXIT
trap 'exit 0' INT TERM HUP

for _ in $(seq 180); do
    kill -0 "$group" 2>/dev/null || stop "Airflow ended: see $log"
    if answers 2>/dev/null; then
        say "http://127.0.0.1:$port  login admin, password in $AIRFLOW_HOME/simple_auth_manager_passwords.json.generated"
        wait "$group" || true
        stop "Airflow ended: see $log"
    fi
    sleep 1
done
stop "Airflow did not answer within three minutes: see $log"
