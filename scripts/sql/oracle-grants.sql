-- What the user of an Oracle source needs, and nothing else. Run it as SYS, in the pluggable
-- database where there is one: other DBAs may not grant what is SYS's, unless they have it WITH GRANT
-- OPTION. On RDS each of those grants is
-- EXEC rdsadmin.rdsadmin_util.grant_sys_object('V_$DATABASE', 'FIRN_USER', 'SELECT'). Replace FIRN_USER by the user in database_connection and APP by the
-- schema. Nothing of it was run against a live server yet.

GRANT CREATE SESSION TO FIRN_USER;

-- Each table that is to be carried: its rows, and its rows as they were at an instant. FLASHBACK ANY
-- TABLE stands for all of the latter.
GRANT SELECT ON APP.ORDERS TO FIRN_USER;
GRANT FLASHBACK ON APP.ORDERS TO FIRN_USER;

-- The instant: the system change number, and which database it is of.
GRANT SELECT ON SYS.V_$DATABASE TO FIRN_USER;

-- Splits of large tables by where their rows are stored. Without it each table, or each of its
-- partitions, is read by ranges of its key or in one piece.
GRANT SELECT ON SYS.DBA_EXTENTS TO FIRN_USER;

-- Which partitions tables have: releases before 12.2 do not show all to a user of other schemas. And
-- which tables keep their past in an archive, so that they are not to be cut.
GRANT SELECT ON SYS.DBA_OBJECTS TO FIRN_USER;
GRANT SELECT ON SYS.DBA_FLASHBACK_ARCHIVE_TABLES TO FIRN_USER;

-- How large tables are, whatever the statistics say: the largest are read first, and the time that
-- a load takes is set against the undo that the server keeps.
GRANT SELECT ON SYS.DBA_SEGMENTS TO FIRN_USER;

-- What a pluggable database logs beyond the whole (since 12.1; before, this one grant fails).
GRANT SELECT ON SYS.DBA_SUPPLEMENTAL_LOGGING TO FIRN_USER;

-- Transactions that are open when a load begins, and the undo that it can rely on.
GRANT SELECT ON SYS.GV_$TRANSACTION TO FIRN_USER;
GRANT SELECT ON SYS.GV_$SESSION TO FIRN_USER;
GRANT SELECT ON SYS.V_$PARAMETER TO FIRN_USER;
GRANT SELECT ON SYS.GV_$UNDOSTAT TO FIRN_USER;

-- How long archived log is kept, so that "firn doctor" can tell until when a connector may stand still.
GRANT SELECT ON SYS.V_$ARCHIVED_LOG TO FIRN_USER;

-- Policies that hide rows or values from others. Without it a table that has one is refused.
-- GRANT EXEMPT ACCESS POLICY TO FIRN_USER;
-- GRANT EXEMPT REDACTION POLICY TO FIRN_USER;

-- Instead of the latter, so that it can be seen that there are no such policies; since 12.1 every table
-- is refused without one of the two. Before 11.2.0.4 there is no such view, and this one grant fails
-- (ORA-00942).
GRANT SELECT ON SYS.REDACTION_POLICIES TO FIRN_USER;
