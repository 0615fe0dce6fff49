#!/bin/sh
# Makes the secrets of a new team installation in docker/secrets. Never replaces one that is there.
set -eu

folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)/secrets
# The folder keeps others on this machine out; the files are readable, because the containers read them as user 10001.
umask 022
mkdir -p "$folder"
chmod 0700 "$folder"

random() {
    python3 -c 'import secrets; print(secrets.token_urlsafe(48), end="")'
}

[ -e "$folder/secret_key" ] || random >"$folder/secret_key"
if [ ! -e "$folder/postgres_password" ]; then
    random >"$folder/postgres_password"
    printf 'postgres://annotator:%s@postgres:5432/annotator' "$(cat "$folder/postgres_password")" >"$folder/database_url"
fi
printf 'The secrets are in %s. Keep a copy in a safe place.\n' "$folder"
