#!/usr/bin/env bash
# Write .env for docker-compose.yml: .env.example with a fresh random value for each secret. Never overwrites one.
#   scripts/make_env.sh [FILE]      FILE is .env beside docker-compose.yml unless named
set -euo pipefail
example="$(dirname "$0")/../.env.example"
file="${1:-$(dirname "$0")/../.env}"

if [ -e "$file" ]; then
    echo "make_env: $file is there already; its secrets are in use, so it stays as it is" >&2
    exit 1
fi

umask 077
letters() { head -c "$1" /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }
fernet() { head -c 32 /dev/urandom | base64 | tr '+/' '-_'; }

while IFS= read -r line; do
    case "$line" in
        POSTGRES_PASSWORD= | DATELINE_ADMIN_PASSWORD= | REDIS_PASSWORD=) line+=$(letters 20) ;;
        AIRFLOW_JWT_SECRET= | AIRFLOW_SECRET_KEY=) line+=$(letters 48) ;;
        AIRFLOW_FERNET_KEY=) line+=$(fernet) ;;
    esac
    printf '%s\n' "$line"
done <"$example" >"$file.part"
mv "$file.part" "$file"
echo "make_env: wrote $file, readable by you alone; the login is admin, DATELINE_ADMIN_PASSWORD is in the file" >&2
