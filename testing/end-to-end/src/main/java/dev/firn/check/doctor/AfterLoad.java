package dev.firn.check.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;

/** What can go wrong with tables that were loaded and are followed. */
final class AfterLoad {

  private static final int MANY = 520;

  private AfterLoad() {}

  static List<Group> groups() {
    List<Group> groups = new ArrayList<>(ofSource());
    groups.addAll(ofConnector());
    groups.addAll(ofKafka());
    groups.addAll(ofLake());
    groups.addAll(ofSlot());
    return groups;
  }

  private static List<Group> ofSource() {
    return List.of(
        Group.of(
            "rights and identities",
            Fault.sql(
                "source.read-rights",
                "may not read shop.docs",
                "REVOKE SELECT ON shop.docs FROM etl"),
            Fault.sql(
                "source.read-rights",
                "row level security of shop.customers",
                "ALTER TABLE shop.customers ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE shop.customers FORCE ROW LEVEL SECURITY"),
            Fault.sql(
                "source.row-identity",
                "replica identity of shop.orders is nothing",
                "ALTER TABLE shop.orders REPLICA IDENTITY NOTHING"),
            Fault.sql(
                "source.row-identity",
                "replica identity of shop.items_b is nothing",
                "ALTER TABLE shop.items_b REPLICA IDENTITY NOTHING"),
            Fault.sql(
                "source.row-identity",
                "which is not its primary key",
                "ALTER TABLE shop.docs REPLICA IDENTITY USING INDEX docs_body_key")),
        Group.of(
            "the publication",
            Fault.sql(
                "source.publication",
                "does not publish delete, truncate",
                "ALTER PUBLICATION firn_doctored SET (publish = 'insert, update')"),
            Fault.sql(
                "source.publication",
                "under their own names",
                "ALTER PUBLICATION firn_doctored SET (publish_via_partition_root = false)"),
            Fault.sql(
                "source.publication",
                "publishes generated columns",
                "ALTER PUBLICATION firn_doctored SET (publish_generated_columns = stored)"),
            Fault.sql(
                "source.publication",
                "by a row filter",
                "ALTER PUBLICATION firn_doctored DROP TABLE shop.customers",
                "ALTER PUBLICATION firn_doctored ADD TABLE shop.customers WHERE (id > 5)"),
            Fault.sql(
                "source.publication",
                "by a column list",
                "ALTER PUBLICATION firn_doctored DROP TABLE shop.orders",
                "ALTER PUBLICATION firn_doctored ADD TABLE shop.orders (id)"),
            Fault.sql(
                "source.publication",
                "does not have shop.docs",
                "ALTER PUBLICATION firn_doctored DROP TABLE shop.docs")));
  }

  private static List<Group> ofConnector() {
    return List.of(
        Group.of(
            "a connector that is stopped",
            Fault.of("connect.runs", "is STOPPED", Pipeline::stopConnector),
            Fault.sql("source.slot", "nobody reads replication slot"),
            Fault.sql(
                "source.log-left",
                "max_slot_wal_keep_size",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '80MB'",
                "SELECT pg_reload_conf()",
                "CREATE TABLE public.much AS SELECT repeat(md5(g::text), 60) AS t"
                    + " FROM generate_series(1, 20000) g",
                "SELECT pg_switch_wal()",
                "DROP TABLE public.much"),
            Fault.sql(
                "source.log-left",
                "idle_replication_slot_timeout",
                "ALTER SYSTEM SET idle_replication_slot_timeout = '2d'",
                "SELECT pg_reload_conf()")),
        Group.of(
            "settings of the connector",
            Fault.of(
                "connect.heartbeat",
                "has no heartbeat",
                pipeline -> pipeline.setConnector("heartbeat.interval.ms", "0")),
            Fault.of(
                "connect.settings",
                "event.converting.failure.handling.mode=warn",
                pipeline ->
                    pipeline.setConnector("event.converting.failure.handling.mode", "warn")),
            Fault.of("connect.twins", "doctored-again", Pipeline::deployTwin)),
        Group.of(
            "a connector that is paused",
            Fault.of(
                "connect.runs",
                "is PAUSED",
                pipeline -> pipeline.stack().connect().pause(Pipeline.CONNECTOR))),
        Group.of(
            "a connector that may not read",
            Fault.of(
                "source.slot",
                "nobody reads replication slot",
                pipeline -> {
                  pipeline.sql("ALTER ROLE etl NOREPLICATION");
                  pipeline.stopConnector();
                  pipeline.stack().connect().resume(Pipeline.CONNECTOR);
                }),
            Fault.sql("source.capture-rights", "may not create or read replication slots")),
        Group.of(
            "another database",
            Fault.of(
                "connect.database",
                "reads database another",
                pipeline -> {
                  pipeline.sql("CREATE DATABASE another");
                  pipeline.setConnector("database.dbname", "another");
                }),
            Fault.sql("connect.runs", "is FAILED")),
        Group.of(
            "no connector",
            Fault.of(
                "connect.runs",
                "has no connector",
                pipeline -> pipeline.stack().connect().delete(Pipeline.CONNECTOR))));
  }

  private static List<Group> ofKafka() {
    return List.of(
        Group.of(
            "settings of topics",
            Fault.of(
                "kafka.compaction",
                "customers",
                pipeline -> pipeline.kafka().set(topic("customers"), "cleanup.policy=compact")),
            Fault.of(
                "kafka.retention",
                "retention.ms",
                pipeline -> pipeline.kafka().set(topic("orders"), "retention.ms=3600000")),
            Fault.of(
                "kafka.retention",
                "retention.bytes",
                pipeline -> pipeline.kafka().set(topic("docs"), "retention.bytes=104857600")),
            Fault.of(
                "kafka.message-size",
                "items",
                pipeline -> pipeline.kafka().set(topic("items"), "max.message.bytes=1048588"))),
        Group.of(
            "events that have waited",
            Fault.of(
                "kafka.lag",
                "the oldest is there for more than 60 min",
                pipeline -> {
                  pipeline.change(19);
                  pipeline.awaitTopics();
                  pipeline.follow();
                  // An older event behind newer ones is none that Kafka finds by its time.
                  pipeline.kafka().forget(topic("customers"));
                  pipeline.sendTombstone(topic("customers"), Duration.ofMinutes(90));
                }),
            Fault.sql("kafka.waiting", "1 events of 1 tables wait in Kafka")),
        Group.of(
            "events of topics",
            Fault.of(
                "kafka.lost-events",
                "shop.docs needs offset",
                pipeline -> {
                  // What was loaded again for other faults has to be followed first.
                  pipeline.change(20);
                  pipeline.awaitTopics();
                  pipeline.follow();
                  pipeline.change(21);
                  pipeline.awaitTopics();
                  pipeline.kafka().forget(topic("docs"));
                }),
            Fault.of(
                "kafka.topics",
                "shop.events is gone",
                pipeline -> pipeline.kafka().delete(topic("events"))),
            Fault.of(
                "kafka.partitions",
                "since changes were applied from 1",
                pipeline -> pipeline.kafka().spread(topic("orders"), 2)),
            Fault.sql("kafka.waiting", "wait in Kafka")));
  }

  private static String topic(String table) {
    return Pipeline.TOPIC + table;
  }

  private static List<Group> ofLake() {
    return List.of(
        Group.of(
            "properties of lake tables",
            Fault.of(
                "lake.gap",
                "a planted gap",
                pipeline -> set(pipeline, "customers", "firn.gap", "a planted gap")),
            Fault.of(
                "lake.unfollowed",
                "a planted reason",
                pipeline -> set(pipeline, "orders", "firn.unfollowed", "a planted reason")),
            Fault.of(
                "lake.upkeep",
                "commit.manifest.min-count-to-merge=400",
                pipeline -> set(pipeline, "items", "commit.manifest.min-count-to-merge", "400")),
            Fault.of("lake.upkeep", "docs has 5", AfterLoad::addSnapshots),
            Fault.of("lake.strangers", "no table shop.former", AfterLoad::addFormer),
            Fault.sql(
                "lake.missing",
                "later",
                "CREATE TABLE shop.later (id int PRIMARY KEY)",
                "ALTER TABLE shop.later OWNER TO etl",
                "INSERT INTO shop.later VALUES (1)")),
        Group.of(
            "a lake table that was set back",
            Fault.of(
                "lake.gap",
                "was rolled back",
                pipeline -> {
                  Table table = pipeline.table("customers");
                  Long parent = table.currentSnapshot().parentId();
                  table.manageSnapshots().rollbackTo(parent).commit();
                })),
        Group.of(
            "a load that was killed",
            Fault.of("lake.locks", "has left its lock", Pipeline::killLoad)));
  }

  private static void set(Pipeline pipeline, String table, String property, String value) {
    pipeline.table(table).updateProperties().set(property, value).commit();
  }

  private static void addSnapshots(Pipeline pipeline) {
    Table table = pipeline.table("docs");
    for (int i = 0; i < MANY; i++) {
      table.newFastAppend().commit();
    }
  }

  /** The lake table of a source table that is gone. */
  private static void addFormer(Pipeline pipeline) {
    Catalog catalog = pipeline.catalog();
    Table orders = catalog.loadTable(Pipeline.identifier("items"));
    Map<String, String> properties = orders.properties();
    catalog
        .buildTable(Pipeline.identifier("former"), orders.schema())
        .withProperty(
            "firn.contract",
            Objects.requireNonNull(properties.get("firn.contract"))
                .replace("\"items\"", "\"former\""))
        .withProperty("firn.source", Pipeline.NAME)
        .withProperty("commit.manifest.min-count-to-merge", "10")
        .withProperty("write.metadata.delete-after-commit.enabled", "true")
        .create();
  }

  private static List<Group> ofSlot() {
    return List.of(
        Group.of(
            "log that was removed",
            Fault.of(
                "source.slot",
                "has removed log",
                pipeline -> {
                  pipeline.stopConnector();
                  pipeline.sql(
                      "ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'",
                      "SELECT pg_reload_conf()",
                      "CREATE TABLE public.more AS SELECT repeat(md5(g::text), 60) AS t"
                          + " FROM generate_series(1, 40000) g",
                      "SELECT pg_switch_wal()",
                      "CHECKPOINT",
                      "DROP TABLE public.more",
                      "ALTER SYSTEM RESET max_slot_wal_keep_size",
                      "SELECT pg_reload_conf()");
                })),
        Group.of(
            "a publication that is gone",
            Fault.sql(
                "source.publication", "firn_doctored is gone", "DROP PUBLICATION firn_doctored")),
        Group.of(
            "a slot that is gone",
            Fault.of(
                "source.slot",
                "is gone",
                pipeline -> {
                  pipeline.stopConnector();
                  pipeline.dropSlot();
                })));
  }
}
