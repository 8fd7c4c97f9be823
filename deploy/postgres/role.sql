-- The role and the database of Bereik. Run once, by an administrator of the server, with psql:
--   psql "postgres://postgres@HOST:5432/postgres" -v password="$PASSWORD" -f deploy/postgres/role.sql
-- Another name of either: -v role=… -v database=… . Run again it changes the password and the settings, and nothing else.
\set ON_ERROR_STOP on
\if :{?role}
\else
	\set role bereik
\endif
\if :{?database}
\else
	\set database bereik
\endif
\if :{?password}
\else
	do $$ begin raise exception 'a password has to be given: -v password=…'; end $$;
\endif

-- It owns its database and nothing else: no superuser, no other database, no other role, no replication.
select format('create role %I', :'role') where not exists (select from pg_roles where rolname = :'role') \gexec
alter role :"role" login password :'password' nocreatedb nocreaterole connection limit 80;

-- An administrator who is no superuser, as of a managed server, has to be a member of a role to make something that it owns.
select format('grant %I to current_user', :'role') from pg_roles where rolname = current_user and not rolsuper \gexec
select format('create database %I owner %I encoding ''UTF8'' template template0 locale ''C''', :'database', :'role')
	where not exists (select from pg_database where datname = :'database') \gexec

-- A server sets these itself; through a pooler it cannot. Whoever freezes in the middle of something gives back what it holds.
alter role :"role" in database :"database" set statement_timeout = '5s';
alter role :"role" in database :"database" set lock_timeout = '3s';
alter role :"role" in database :"database" set idle_in_transaction_session_timeout = '5s';
-- The connection that listens says nothing for long.
alter role :"role" in database :"database" set idle_session_timeout = 0;
-- What is acknowledged is on the disk, and on the synchronous standby where there is one.
alter role :"role" in database :"database" set synchronous_commit = 'on';
alter role :"role" in database :"database" set default_transaction_isolation = 'read committed';

-- Nobody else comes in.
revoke all on database :"database" from public;
\connect :"database"
revoke create on schema public from public;
grant usage, create on schema public to :"role";
select format('revoke %I from current_user', :'role') from pg_roles where rolname = current_user and not rolsuper \gexec
