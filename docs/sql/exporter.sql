-- The role by which postgres-exporter looks into an external PostgreSQL, from version 13 on, and no right beyond that.
-- Run it as a superuser in the database `autodealgenie`, as often as you like; then give the role its password with
-- `\password exporter`, so that it stands in no file and no log. The server needs
-- `shared_preload_libraries = 'pg_stat_statements'`, and should have `pg_stat_statements.track_utility = off`.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'exporter') THEN
    CREATE ROLE exporter;
  END IF;
END
$$;
-- One scrape takes one connection; some more, while an old one ends.
ALTER ROLE exporter LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS CONNECTION LIMIT 5;
-- Whatever it is asked, it changes nothing and holds nobody up.
ALTER ROLE exporter SET default_transaction_read_only = on;
ALTER ROLE exporter SET statement_timeout = '10s';
ALTER ROLE exporter SET lock_timeout = '1s';
-- Statistics, settings and sizes: no table's rows.
GRANT pg_monitor TO exporter;
-- Everybody may make temporary tables, unless told otherwise, and up to version 14 any table in this schema.
REVOKE ALL ON DATABASE autodealgenie FROM PUBLIC;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE autodealgenie TO exporter;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
