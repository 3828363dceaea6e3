#!/usr/bin/env bash
# Prepare a server before its Airflow processes start; safe to run again. The compose file's `init` service runs it.
# Makes the home's folders, writes the login, brings the database's schema up to date, sets the pools.
# As root it only hands the home to AIRFLOW_UID, then goes on as that user.
set -euo pipefail

stop() { echo "init: $*" >&2; exit 1; }

: "${DATELINE_HOME:?}" "${AIRFLOW_HOME:?}" "${AIRFLOW_UID:?}"

if [ "$(id -u)" = 0 ] && [ "$AIRFLOW_UID" != 0 ]; then
    install --directory --owner="$AIRFLOW_UID" --group=0 --mode=2775 "$DATELINE_HOME" "$AIRFLOW_HOME"
    # A home restored from a backup, or moved from another machine, may be somebody else's.
    find "$DATELINE_HOME" ! -uid "$AIRFLOW_UID" -exec chown --no-dereference "$AIRFLOW_UID:0" {} +
    # The base image's entrypoint gives a user id of our choosing a name and a home, and waits for the database.
    entrypoint=(); [ ! -x /entrypoint ] || entrypoint=(/entrypoint bash)
    exec setpriv --reuid="$AIRFLOW_UID" --regid=0 --clear-groups "${entrypoint[@]}" "$0" "$@"
fi

umask 0002
mkdir -p "$AIRFLOW_HOME" 2>/dev/null || stop "$DATELINE_HOME cannot be written by user $(id -u)"
[ -w "$AIRFLOW_HOME" ] || stop "$AIRFLOW_HOME cannot be written by user $(id -u)"

long_enough() {
    local value="${!1:-}"
    [ "${#value}" -ge "$2" ] || stop "$1 has ${#value} characters; it needs $2 or more (scripts/make_env.sh makes good ones)"
}
long_enough DATELINE_ADMIN_PASSWORD 16
long_enough AIRFLOW__API__SECRET_KEY 32
long_enough AIRFLOW__API_AUTH__JWT_SECRET 64
python -c 'import os; from cryptography.fernet import Fernet; Fernet(os.environ["AIRFLOW__CORE__FERNET_KEY"])' 2>/dev/null ||
    stop "AIRFLOW_FERNET_KEY is not 32 bytes in URL-safe base64 (scripts/make_env.sh makes a good one)"

# Airflow's simple login reads its passwords from this file.
(
    umask 077
    logins="$AIRFLOW_HOME/simple_auth_manager_passwords.json.generated"
    python -c 'import json, os; print(json.dumps({"admin": os.environ["DATELINE_ADMIN_PASSWORD"]}))' >"$logins.part"
    mv "$logins.part" "$logins"
)

airflow db migrate
airflow pools import "${DATELINE_POOLS:-$(dirname "$0")/../config/pools.json}"
echo "init: ready"
