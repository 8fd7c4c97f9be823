#!/bin/sh
# Runs once, when the database server makes its first database (docker-entrypoint-initdb.d).
set -eu
psql --no-psqlrc --quiet -U "$POSTGRES_USER" -d postgres -v password="${BEREIK_DATABASE_PASSWORD:?}" -f /deploy/role.sql
# The administrator has no password any more: who is inside the container needs none.
psql --no-psqlrc --quiet -U "$POSTGRES_USER" -d postgres -c 'alter role current_user password null'
