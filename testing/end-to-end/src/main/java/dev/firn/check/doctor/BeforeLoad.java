package dev.firn.check.doctor;

import java.util.List;

/** What can be wrong before anything was loaded. */
final class BeforeLoad {

  private BeforeLoad() {}

  static List<Group> groups() {
    return List.of(
        Group.of(
            "a server as it is installed",
            Fault.sql("source.wal-level", "\"replica\""),
            Fault.of(
                "source.slot-room",
                "max_replication_slots",
                pipeline ->
                    pipeline.restartWith(
                        "max_replication_slots = 0",
                        "max_wal_senders = 0",
                        "max_prepared_transactions = 5")),
            Fault.sql("source.slot-room", "max_wal_senders"),
            Fault.sql("source.capture-rights", "may not create or read replication slots"),
            Fault.sql("source.capture-rights", "may not create publication"),
            Fault.sql(
                "source.read-rights", "may not use schema", "REVOKE ALL ON SCHEMA shop FROM etl")),
        Group.of(
            "tables as somebody has made them",
            Fault.sql(
                "source.slot",
                "with plugin physical",
                "SELECT pg_create_physical_replication_slot('" + Pipeline.SLOT + "')"),
            Fault.of(
                "source.open-transactions",
                "prepared transaction half-done",
                pipeline ->
                    pipeline.sql(
                        "BEGIN; CREATE TABLE shop.half (id int); PREPARE TRANSACTION 'half-done'")),
            Fault.of(
                "source.open-transactions",
                "idle in transaction",
                pipeline -> pipeline.leaveOpen("DELETE FROM shop.customers WHERE id = 100")),
            Fault.sql(
                "source.names",
                "a topic like",
                "CREATE TABLE shop.\"a.b\" (id int PRIMARY KEY)",
                "CREATE TABLE shop.a_b (id int PRIMARY KEY)",
                "ALTER TABLE shop.a_b OWNER TO etl",
                "ALTER TABLE shop.\"a.b\" OWNER TO etl"),
            Fault.sql(
                "source.types",
                "shop.odd",
                "CREATE TABLE shop.odd (id int PRIMARY KEY, seen pg_snapshot, lower text, \"LOWER\" text)",
                "ALTER TABLE shop.odd OWNER TO etl"),
            Fault.sql(
                "source.row-identity",
                "quiet_a is unlogged",
                "CREATE TABLE shop.quiet (id int PRIMARY KEY) PARTITION BY RANGE (id)",
                "CREATE UNLOGGED TABLE shop.quiet_a PARTITION OF shop.quiet FOR VALUES FROM (0) TO (9)",
                "ALTER TABLE shop.quiet OWNER TO etl",
                "ALTER TABLE shop.quiet_a OWNER TO etl"),
            Fault.sql(
                "source.row-identity",
                "shop.events has no primary key",
                "ALTER TABLE shop.events REPLICA IDENTITY DEFAULT")));
  }
}
