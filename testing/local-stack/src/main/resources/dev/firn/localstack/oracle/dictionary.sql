-- What of Oracle's dictionary and functions Firn asks for, made of PostgreSQL's own catalog.

DROP SCHEMA IF EXISTS oracle CASCADE;
DROP SCHEMA IF EXISTS dbms_rowid CASCADE;
DROP SCHEMA IF EXISTS dbms_flashback CASCADE;
CREATE SCHEMA oracle;
CREATE SCHEMA dbms_rowid;
CREATE SCHEMA dbms_flashback;

CREATE DOMAIN oracle.raw AS bytea;
CREATE DOMAIN oracle.long AS text;

CREATE TABLE oracle.dual (dummy text);
INSERT INTO oracle.dual VALUES ('X');

-- Each instant that somebody has asked for; the stand-in keeps the snapshots themselves. What has a
-- lower number than the transaction that has noted it began before.
CREATE TABLE oracle.scn (
  scn bigint GENERATED ALWAYS AS IDENTITY (START WITH 8812345678) PRIMARY KEY,
  snapshot pg_snapshot NOT NULL,
  noted xid8 NOT NULL DEFAULT pg_current_xact_id());

-- What the server keeps of its past, and says of itself; a test may say otherwise.
CREATE TABLE oracle.said (undo_retention int, kept int, broken_off int, character_set text,
  page_bytes bigint);
INSERT INTO oracle.said VALUES (900, 1800, 0, 'AL32UTF8', 8192);

-- Failures that a test asks for whose server answers in another process.
CREATE TABLE oracle.fault (id bigint GENERATED ALWAYS AS IDENTITY, step text, part text, nth int,
  times int, code int, reported boolean);

CREATE TABLE oracle.incarnation (number bigint);
INSERT INTO oracle.incarnation VALUES (1);

CREATE FUNCTION oracle.to_char(numeric) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1::text';
CREATE FUNCTION oracle.sys_context(text, text) RETURNS text LANGUAGE sql AS $$ SELECT 'STANDIN' $$;
CREATE FUNCTION oracle.sys_extract_utc(timestamptz) RETURNS timestamp LANGUAGE sql IMMUTABLE
  AS $$ SELECT $1 AT TIME ZONE 'UTC' $$;
CREATE FUNCTION oracle.rowidtochar(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION dbms_flashback.get_system_change_number() RETURNS numeric LANGUAGE sql STABLE
  AS 'SELECT max(scn) FROM oracle.scn';

CREATE FUNCTION oracle.digits(number bigint, places int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(
           substr('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
                  ((number >> (6 * (places - p))) & 63)::int + 1, 1), '' ORDER BY p)
    FROM generate_series(1, places) p
$$;

CREATE FUNCTION oracle.number_of(digits text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
  SELECT sum((strpos('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
                     substr(digits, p, 1)) - 1)::bigint << (6 * (length(digits) - p)))::bigint
    FROM generate_series(1, length(digits)) p
$$;

-- All tablespaces are bigfile ones: an address is the number of the block, in 32 bits.
CREATE FUNCTION dbms_rowid.rowid_create(int, segment text, file text, block text, int) RETURNS text
  LANGUAGE sql IMMUTABLE AS $$
  SELECT oracle.digits(segment::bigint, 6) || oracle.digits(block::bigint >> 22, 3)
         || oracle.digits(block::bigint & 4194303, 6) || 'AAA'
$$;

-- A page of PostgreSQL stands for 1024 blocks, so that small tables have several slices.
CREATE FUNCTION oracle.chartorowid(address text) RETURNS tid LANGUAGE sql IMMUTABLE AS $$
  SELECT format('(%s,0)', ((oracle.number_of(substr(address, 7, 3)) << 22)
                           + oracle.number_of(substr(address, 10, 6)) + 1023) / 1024)::tid
$$;

-- What keeps rows, or shows some: tables, the leaves of partitioned ones under the name of the root.
CREATE VIEW oracle.segment AS
SELECT n.nspname::text AS owner, coalesce(root.relname, c.relname)::text AS name,
       CASE WHEN root.oid IS NOT NULL THEN c.relname END::text AS part, c.oid, c.relkind,
       c.reltuples, pg_relation_filenode(c.oid)::bigint AS file,
       CASE WHEN c.relkind = 'r' THEN pg_relation_size(c.oid) / 8192 ELSE 0 END AS pages
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
  LEFT JOIN pg_class root ON root.oid = i.inhparent
 WHERE c.relkind IN ('r', 'p', 'v')
   AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'oracle', 'pg_toast');

CREATE VIEW oracle.all_objects AS
SELECT owner, name AS object_name, part AS subobject_name,
       CASE WHEN relkind = 'v' THEN 'VIEW' WHEN part IS NULL THEN 'TABLE' ELSE 'TABLE PARTITION' END
         AS object_type,
       oid::bigint AS object_id, file AS data_object_id, 'N' AS temporary, 'N' AS secondary,
       timestamp '2026-01-01' AS last_ddl_time
  FROM oracle.segment;
CREATE VIEW oracle.dba_objects AS SELECT * FROM oracle.all_objects;
CREATE VIEW oracle.dba_flashback_archive_tables AS
SELECT ''::text AS owner_name, ''::text AS table_name WHERE false;

CREATE VIEW oracle.all_tables AS
SELECT owner, name AS table_name, NULL::text AS cluster_name, NULL::text AS iot_name,
       NULL::text AS iot_type, 'N' AS temporary, 'N' AS secondary, 'NO' AS nested,
       CASE WHEN relkind = 'p' THEN 'YES' ELSE 'NO' END AS partitioned, 'YES' AS logging,
       greatest(reltuples, 0)::bigint AS num_rows, pages AS blocks, 100 AS avg_row_len,
       'DISABLED' AS skip_corrupt
  FROM oracle.segment WHERE part IS NULL AND relkind <> 'v';

CREATE VIEW oracle.dba_extents AS
SELECT owner, name AS segment_name, part AS partition_name,
       CASE WHEN part IS NULL THEN 'TABLE' ELSE 'TABLE PARTITION' END AS segment_type,
       1024 AS relative_fno, first * 1024 AS block_id,
       least(64, greatest(pages, 1) - first) * 1024 AS blocks
  FROM oracle.segment, generate_series(0, greatest(pages, 1) - 1, 64) first
 WHERE relkind = 'r';

CREATE VIEW oracle.all_tab_cols AS
SELECT s.owner, s.name AS table_name, a.attname::text AS column_name,
       CASE t.typname
         WHEN 'numeric' THEN 'NUMBER' WHEN 'int2' THEN 'NUMBER' WHEN 'int4' THEN 'NUMBER'
         WHEN 'int8' THEN 'NUMBER' WHEN 'varchar' THEN 'VARCHAR2' WHEN 'bpchar' THEN 'CHAR'
         WHEN 'text' THEN 'CLOB' WHEN 'bytea' THEN 'BLOB' WHEN 'raw' THEN 'RAW'
         WHEN 'long' THEN 'LONG' WHEN 'float4' THEN 'BINARY_FLOAT' WHEN 'float8' THEN 'BINARY_DOUBLE'
         WHEN 'timestamp' THEN CASE a.atttypmod WHEN 0 THEN 'DATE' ELSE 'TIMESTAMP(6)' END
         WHEN 'timestamptz' THEN 'TIMESTAMP(6) WITH TIME ZONE'
         WHEN 'interval' THEN 'INTERVAL DAY(2) TO SECOND(6)'
         ELSE upper(t.typname)
       END AS data_type,
       NULL::text AS data_type_owner,
       CASE WHEN t.typname IN ('varchar', 'bpchar') THEN a.atttypmod - 4 ELSE 22 END AS data_length,
       CASE WHEN t.typname = 'numeric' AND a.atttypmod > 0 THEN ((a.atttypmod - 4) >> 16) & 65535 END
         AS data_precision,
       CASE WHEN t.typname = 'numeric' AND a.atttypmod > 0 THEN (a.atttypmod - 4) & 65535
            WHEN t.typname IN ('int2', 'int4', 'int8') THEN 0
            WHEN t.typname IN ('timestamp', 'timestamptz') AND a.atttypmod <> 0 THEN 6
       END AS data_scale,
       CASE WHEN t.typname IN ('varchar', 'bpchar') THEN a.atttypmod - 4 ELSE 0 END AS char_length,
       CASE WHEN a.attnotnull THEN 'N' ELSE 'Y' END AS nullable, 'NO' AS hidden_column,
       CASE WHEN a.attgenerated = '' THEN 'NO' ELSE 'YES' END AS virtual_column,
       'YES' AS user_generated, a.attnum AS internal_column_id,
       (SELECT length(pg_get_expr(d.adbin, d.adrelid)) FROM pg_attrdef d
         WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum) AS default_length
  FROM oracle.segment s
  JOIN pg_attribute a ON a.attrelid = s.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
 WHERE s.part IS NULL;

CREATE VIEW oracle.all_constraints AS
SELECT s.owner, c.conname::text AS constraint_name, s.name AS table_name, 'P' AS constraint_type,
       'ENABLED' AS status, 'VALIDATED' AS validated, c.conrelid, c.conkey,
       timestamp '2026-01-01' + c.oid::bigint * interval '1 second' AS last_change
  FROM oracle.segment s JOIN pg_constraint c ON c.conrelid = s.oid AND c.contype = 'p'
 WHERE s.part IS NULL;

CREATE VIEW oracle.all_cons_columns AS
SELECT c.owner, c.constraint_name, c.table_name, a.attname::text AS column_name, k.place AS position
  FROM oracle.all_constraints c, unnest(c.conkey) WITH ORDINALITY k(number, place), pg_attribute a
 WHERE a.attrelid = c.conrelid AND a.attnum = k.number;

CREATE VIEW oracle.all_log_groups AS
SELECT owner, table_name, 'ALL COLUMN LOGGING' AS log_group_type FROM oracle.all_tables;

CREATE VIEW oracle.all_tab_privs AS
SELECT s.owner AS table_schema, s.name AS table_name, p.privilege
  FROM oracle.segment s, (VALUES ('SELECT'), ('FLASHBACK')) p(privilege)
 WHERE has_table_privilege(s.oid, 'SELECT');

CREATE VIEW oracle.all_object_tables AS
SELECT ''::text AS owner, ''::text AS table_name, ''::text AS table_type_owner, ''::text AS table_type
 WHERE false;
CREATE VIEW oracle.all_external_tables AS SELECT ''::text AS owner, ''::text AS table_name WHERE false;
CREATE VIEW oracle.all_mviews AS SELECT ''::text AS owner, ''::text AS mview_name WHERE false;
CREATE VIEW oracle.all_mview_logs AS
SELECT ''::text AS log_owner, ''::text AS log_table, ''::text AS master WHERE false;
CREATE VIEW oracle.all_queue_tables AS SELECT ''::text AS owner, ''::text AS queue_table WHERE false;
CREATE VIEW oracle.all_policies AS
SELECT ''::text AS object_owner, ''::text AS object_name, ''::text AS policy_name, ''::text AS sel,
       ''::text AS enable WHERE false;
CREATE VIEW oracle.all_dependencies AS
SELECT DISTINCT v.owner, v.name, 'VIEW' AS type, r.owner AS referenced_owner,
       r.name AS referenced_name,
       CASE WHEN r.relkind = 'v' THEN 'VIEW' ELSE 'TABLE' END AS referenced_type,
       NULL::text AS referenced_link_name
  FROM pg_rewrite w
  JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
                  AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> w.ev_class
  JOIN oracle.segment v ON v.oid = w.ev_class
  JOIN oracle.segment r ON r.oid = d.refobjid;
CREATE VIEW oracle.session_privs AS SELECT ''::text AS privilege WHERE false;
CREATE TABLE oracle.redaction_policies (object_owner text, object_name text, policy_name text, enable text);

-- Large values lie with their rows here.
CREATE VIEW oracle.all_lobs AS
SELECT ''::text AS owner, ''::text AS table_name, ''::text AS segment_name WHERE false;
CREATE VIEW oracle.dba_segments AS
SELECT owner, name AS segment_name, part AS partition_name, 'TABLE' AS segment_type,
       pages * (SELECT page_bytes FROM oracle.said) AS bytes
  FROM oracle.segment WHERE relkind = 'r';

CREATE VIEW oracle.v$parameter AS
SELECT 'undo_retention' AS name, undo_retention::text AS value FROM oracle.said;
CREATE VIEW oracle.gv$undostat AS
SELECT kept AS tuned_undoretention, broken_off AS ssolderrcnt FROM oracle.said;
CREATE VIEW oracle.nls_database_parameters AS
SELECT 'NLS_CHARACTERSET' AS parameter, character_set AS value FROM oracle.said;

CREATE VIEW oracle.v$database AS
SELECT 4711 AS dbid, (SELECT number FROM oracle.incarnation) AS "RESETLOGS_CHANGE#",
       (SELECT coalesce(max(scn), 1) FROM oracle.scn) AS current_scn, 'ARCHIVELOG' AS log_mode,
       'YES' AS force_logging, 'YES' AS supplemental_log_data_min, 'NO' AS supplemental_log_data_all,
       'PRIMARY' AS database_role, 'READ WRITE' AS open_mode, 4712 AS con_dbid, 'STANDIN' AS name,
       'NO' AS cdb, 'NO' AS supplemental_log_data_sr;

CREATE VIEW oracle.dba_supplemental_logging AS SELECT 'YES' AS minimal, 'NO' AS all_column;
CREATE VIEW oracle.all_tab_partitions AS
SELECT ''::text AS table_owner, ''::text AS table_name, ''::text AS logging WHERE false;
CREATE VIEW oracle.all_tab_subpartitions AS SELECT * FROM oracle.all_tab_partitions;

-- What is archived of its log, which a test may say otherwise.
CREATE TABLE oracle.v$archived_log ("THREAD#" int, "FIRST_CHANGE#" bigint, first_time timestamp(0),
  deleted text, standby_dest text);

-- A transaction began at the last instant that was noted before.
CREATE VIEW oracle.gv$transaction AS
SELECT 1 AS inst_id, a.pid AS addr, to_char(a.xact_start, 'MM/DD/YY HH24:MI:SS') AS start_time,
       a.xact_start::timestamp(0) AS start_date,
       a.pid AS ses_addr, (SELECT coalesce(max(s.scn), 0) FROM oracle.scn s
         WHERE s.noted::text::bigint < a.backend_xid::text::bigint) AS start_scn
  FROM pg_stat_activity a
 WHERE a.backend_xid IS NOT NULL AND a.datname = current_database();

CREATE VIEW oracle.gv$session AS
SELECT 1 AS inst_id, a.pid AS sid, 1 AS "SERIAL#", a.usename AS username, 'localhost' AS machine,
       a.application_name AS program, a.pid AS saddr,
       CASE a.state WHEN 'active' THEN 'ACTIVE' ELSE 'INACTIVE' END AS status
  FROM pg_stat_activity a;

GRANT USAGE ON SCHEMA oracle, dbms_rowid, dbms_flashback TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA oracle TO PUBLIC;
