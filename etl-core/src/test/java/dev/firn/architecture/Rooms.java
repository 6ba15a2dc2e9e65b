package dev.firn.architecture;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Every package of Firn, in the direction in which data flows: a room imports only rooms above it.
 * A package that does not stand here is not built.
 */
public final class Rooms {

  /** More types in a package hold two ideas. */
  public static final int MAX_TYPES = 25;

  private static final String SPARK = "org.apache.spark";
  private static final String ICEBERG = "org.apache.iceberg";
  private static final String JACKSON = "com.fasterxml.jackson";
  private static final String LOG4J = "org.apache.logging.log4j";
  private static final String PICOCLI = "picocli";
  private static final String KAFKA = "org.apache.kafka";
  private static final String KRYO = "com.esotericsoftware.kryo.io";
  private static final String HADOOP_FILES = "org.apache.hadoop.fs";
  private static final String HADOOP_SETTINGS = "org.apache.hadoop.conf";
  private static final String PGJDBC = "org.postgresql";
  private static final String OJDBC = "oracle";
  private static final String JDK_XML = "javax.xml";
  private static final String JDK_SOCKETS = "javax.net";
  private static final String JDK_SOCKET_OPTIONS = "jdk.net";
  private static final String JDK_CIPHERS = "javax.crypto";
  private static final String JDK_NAMES = "javax.security.auth.x500";

  /** The rooms of core and jobs. */
  public static final List<Room> ALL =
      List.of(
          // etl-core
          Room.of("model"),
          Room.of("row"),
          Room.of("error", "model"),
          Room.of("fault"),
          Room.of("retry", "error"),
          Room.of("pace", "retry"),
          Room.of("files", "error").with(SPARK, HADOOP_FILES, HADOOP_SETTINGS),
          Room.of("metrics", "files"),
          Room.of("config.store", "error", "retry", "files")
              .with(
                  SPARK,
                  HADOOP_SETTINGS,
                  JACKSON,
                  "org.apache.hadoop.security.alias",
                  "io.github.jopenlibs",
                  "software.amazon.awssdk"),
          Room.of("config.binding", "model", "error", "files", "config.store")
              .with("org.yaml.snakeyaml"),
          Room.of("config.file", "config.binding", "error", "files"),
          Room.of("config.shape", "config.binding"),
          Room.of(
              "config", "config.binding", "config.file", "config.shape", "model", "error", "files"),
          Room.of("connect", "error", "config", "config.binding").with(JACKSON, "javax.net.ssl"),
          Room.of("schema", "model", "error").with(SPARK, JACKSON),
          Room.of("source.digest", "model").with(SPARK),
          Room.of("source.range", "model", "schema"),
          Room.of("health", "model", "error"),
          Room.of(
                  "source",
                  "model",
                  "error",
                  "config",
                  "pace",
                  "schema",
                  "source.digest",
                  "source.range",
                  "health")
              .with(SPARK),
          Room.of("connect.review", "model", "config", "connect", "schema", "source"),
          Room.of("source.postgres.log", "model"),
          Room.of("source.postgres.connect", "model", "error", "config", "config.binding")
              .with(PGJDBC, JDK_SOCKETS, JDK_SOCKET_OPTIONS, JDK_CIPHERS, JDK_NAMES),
          Room.of(
              "source.postgres.catalog",
              "model",
              "error",
              "schema",
              "source",
              "source.postgres.log",
              "source.postgres.connect"),
          Room.of(
              "source.postgres.health",
              "model",
              "error",
              "health",
              "source.postgres.connect",
              "source.postgres.catalog"),
          Room.of("source.postgres.wire", "model", "error", "schema").with(SPARK),
          Room.of("source.postgres.type", "model", "error", "schema", "source.postgres.wire")
              .with(SPARK, JACKSON),
          Room.of(
                  "source.postgres.copy",
                  "model",
                  "error",
                  "pace",
                  "schema",
                  "source.digest",
                  "source",
                  "source.postgres.connect",
                  "source.postgres.catalog",
                  "source.postgres.wire",
                  "source.postgres.type")
              .with(SPARK, PGJDBC),
          Room.of("source.oracle.log", "model"),
          Room.of("source.oracle.connect", "model", "error", "config", "config.binding")
              .with(OJDBC),
          Room.of("source.oracle.wire", "schema"),
          Room.of("source.oracle.type", "model", "error", "schema", "source.oracle.wire")
              .with(SPARK, JACKSON),
          Room.of(
              "source.oracle.catalog",
              "model",
              "error",
              "schema",
              "source",
              "source.oracle.log",
              "source.oracle.connect",
              "source.oracle.type"),
          Room.of(
                  "source.oracle.read",
                  "model",
                  "error",
                  "pace",
                  "schema",
                  "source",
                  "source.oracle.log",
                  "source.oracle.connect",
                  "source.oracle.wire",
                  "source.oracle.type",
                  "source.oracle.catalog")
              .with(SPARK, OJDBC),
          Room.of(
              "source.oracle.health",
              "model",
              "error",
              "health",
              "source",
              "source.oracle.connect",
              "source.oracle.catalog"),
          Room.of(
                  "source.oracle",
                  "model",
                  "error",
                  "health",
                  "pace",
                  "retry",
                  "config",
                  "connect",
                  "schema",
                  "source",
                  "source.oracle.log",
                  "source.oracle.connect",
                  "source.oracle.wire",
                  "source.oracle.type",
                  "source.oracle.catalog",
                  "source.oracle.read",
                  "source.oracle.health")
              .with(SPARK, OJDBC),
          Room.of(
                  "source.postgres",
                  "model",
                  "error",
                  "pace",
                  "retry",
                  "config",
                  "config.binding",
                  "schema",
                  "source.digest",
                  "source.range",
                  "source",
                  "source.postgres.log",
                  "source.postgres.connect",
                  "source.postgres.catalog",
                  "source.postgres.wire",
                  "source.postgres.copy",
                  "source.postgres.health",
                  "health")
              .with(SPARK, PGJDBC),
          Room.of("lake.commit", "metrics", "model", "error").with(ICEBERG),
          Room.of("lake.failure", "error").with(ICEBERG),
          Room.of("lake.rows", "model", "error", "lake.failure").with(SPARK, ICEBERG),
          Room.of("lake.keys", "model", "row", "error", "schema", "lake.rows").with(SPARK, ICEBERG),
          Room.of("lake.control", "model", "error", "retry", "lake.commit", "lake.failure")
              .with(SPARK, ICEBERG),
          Room.of(
                  "lake",
                  "metrics",
                  "model",
                  "row",
                  "error",
                  "config",
                  "schema",
                  "source",
                  "lake.commit",
                  "lake.failure",
                  "lake.rows",
                  "lake.keys",
                  "lake.control")
              .with(SPARK, ICEBERG, JACKSON, HADOOP_SETTINGS),
          Room.of(
                  "status",
                  "model",
                  "error",
                  "retry",
                  "source",
                  "lake",
                  "lake.failure",
                  "lake.control")
              .with(SPARK),
          Room.of("terminal"),
          Room.of(
                  "job",
                  "metrics",
                  "model",
                  "error",
                  "files",
                  "config",
                  "config.binding",
                  "terminal")
              .with(SPARK, PICOCLI, HADOOP_FILES, HADOOP_SETTINGS, JACKSON, LOG4J, "sun.misc"),
          Room.of(
                  "overview",
                  "model",
                  "error",
                  "files",
                  "config",
                  "schema",
                  "lake",
                  "lake.control",
                  "status",
                  "job")
              .with(SPARK),
          Room.of(
                  "lineage",
                  "model",
                  "error",
                  "config",
                  "config.binding",
                  "schema",
                  "source",
                  "lake")
              .with(SPARK, "io.openlineage"),
          Room.of("http").with("com.sun.net.httpserver"),
          Room.of("page.html", "error", "terminal"),
          Room.of("page", "page.html"),
          Room.of(
                  "report",
                  "metrics",
                  "model",
                  "error",
                  "files",
                  "health",
                  "config",
                  "config.file",
                  "lake",
                  "lake.failure",
                  "status",
                  "overview",
                  "page")
              .with(SPARK, "com.codahale.metrics"),
          Room.of(
                  "watch",
                  "model",
                  "error",
                  "files",
                  "health",
                  "config",
                  "lake",
                  "status",
                  "job",
                  "overview",
                  "terminal")
              .with(PICOCLI, JACKSON, "sun.misc"),
          Room.of(
                  "setup",
                  "model",
                  "error",
                  "files",
                  "config.binding",
                  "config.file",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "job",
                  "overview")
              .with(SPARK, PICOCLI, JACKSON),
          // bulk-load-job
          Room.of("bulkload.error", "model", "error"),
          Room.of(
                  "bulkload.plan",
                  "model",
                  "error",
                  "files",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "status",
                  "bulkload.error")
              .with(SPARK, PICOCLI),
          Room.of(
                  "bulkload.level",
                  "model",
                  "row",
                  "config",
                  "schema",
                  "source.digest",
                  "source",
                  "lake.keys",
                  "lake",
                  "bulkload.plan")
              .with(SPARK),
          Room.of(
                  "bulkload.connector",
                  "model",
                  "error",
                  "files",
                  "retry",
                  "config",
                  "connect",
                  "config.binding",
                  "schema",
                  "source",
                  "bulkload.error")
              .with(JACKSON),
          Room.of(
                  "bulkload.load",
                  "model",
                  "error",
                  "pace",
                  "config",
                  "schema",
                  "retry",
                  "source",
                  "lake",
                  "lake.commit",
                  "lake.failure",
                  "lake.rows",
                  "status",
                  "bulkload.plan",
                  "bulkload.level",
                  "bulkload.error")
              .with(SPARK),
          Room.of(
                  "bulkload",
                  "lineage",
                  "metrics",
                  "model",
                  "error",
                  "files",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "lake.failure",
                  "status",
                  "job",
                  "config.file",
                  "overview",
                  "page",
                  "report",
                  "bulkload.plan",
                  "bulkload.connector",
                  "bulkload.load",
                  "bulkload.error")
              .with(SPARK, PICOCLI),
          // cdc-consumer-job
          Room.of("cdc.event", "model", "row", "error", "config", "schema", "lake")
              .with(KAFKA, JACKSON),
          Room.of(
                  "cdc.error",
                  "model",
                  "row",
                  "error",
                  "config",
                  "config.shape",
                  "schema",
                  "source",
                  "lake",
                  "lake.failure",
                  "cdc.event")
              .with(SPARK, KAFKA),
          Room.of("cdc.kafka", "error", "config", "cdc.event", "cdc.error").with(KAFKA, JACKSON),
          Room.of(
                  "cdc.decode",
                  "model",
                  "row",
                  "error",
                  "schema",
                  "source",
                  "cdc.event",
                  "cdc.kafka")
              .with(SPARK, KAFKA, JACKSON, KRYO),
          Room.of(
                  "cdc.connector",
                  "model",
                  "error",
                  "config",
                  "connect",
                  "connect.review",
                  "schema",
                  "source",
                  "lake",
                  "cdc.event",
                  "cdc.error",
                  "cdc.decode")
              .with(JACKSON),
          Room.of(
                  "cdc.ledger",
                  "model",
                  "error",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "lake.control",
                  "cdc.event",
                  "cdc.error",
                  "cdc.kafka",
                  "cdc.decode",
                  "cdc.connector")
              .with(SPARK, KAFKA, JACKSON),
          Room.of("cdc.batch", "model", "files", "config", "cdc.kafka", "cdc.decode", "cdc.ledger")
              .with(SPARK, KAFKA, HADOOP_FILES),
          Room.of(
                  "cdc.sink",
                  "model",
                  "error",
                  "config",
                  "schema",
                  "lake",
                  "cdc.event",
                  "cdc.error")
              .with(SPARK),
          Room.of(
                  "cdc.sink.mirror",
                  "model",
                  "row",
                  "error",
                  "config",
                  "schema",
                  "lake",
                  "lake.commit",
                  "lake.keys",
                  "cdc.event",
                  "cdc.error",
                  "cdc.decode",
                  "cdc.sink")
              .with(SPARK),
          Room.of(
                  "cdc.sink.keyless",
                  "model",
                  "row",
                  "config",
                  "schema",
                  "lake",
                  "cdc.event",
                  "cdc.error",
                  "cdc.sink")
              .with(SPARK),
          Room.of(
                  "cdc.sink.shape",
                  "model",
                  "config",
                  "config.shape",
                  "schema",
                  "lake",
                  "cdc.event",
                  "cdc.error",
                  "cdc.sink")
              .with(SPARK, JACKSON),
          Room.of(
                  "cdc.sink.history",
                  "model",
                  "row",
                  "config",
                  "config.shape",
                  "schema",
                  "lake",
                  "cdc.event",
                  "cdc.error",
                  "cdc.sink",
                  "cdc.sink.shape")
              .with(SPARK),
          Room.of(
                  "cdc.sink.scd2",
                  "model",
                  "row",
                  "config",
                  "config.shape",
                  "schema",
                  "lake",
                  "lake.keys",
                  "cdc.event",
                  "cdc.error",
                  "cdc.sink",
                  "cdc.sink.mirror",
                  "cdc.sink.shape")
              .with(SPARK),
          Room.of(
                  "cdc.drift",
                  "metrics",
                  "model",
                  "row",
                  "error",
                  "retry",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "lake.control",
                  "status",
                  "cdc.event",
                  "cdc.error",
                  "cdc.decode")
              .with(SPARK),
          Room.of(
                  "cdc.deadletter",
                  "metrics",
                  "model",
                  "row",
                  "error",
                  "schema",
                  "source",
                  "lake",
                  "lake.control",
                  "cdc.event",
                  "cdc.error",
                  "cdc.decode",
                  "cdc.ledger")
              .with(SPARK),
          Room.of(
                  "cdc.tables",
                  "model",
                  "row",
                  "error",
                  "retry",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "status",
                  "cdc.event",
                  "cdc.error",
                  "cdc.decode",
                  "cdc.sink",
                  "config.shape",
                  "cdc.sink.mirror",
                  "cdc.sink.keyless",
                  "cdc.sink.shape",
                  "cdc.sink.history",
                  "cdc.sink.scd2")
              .with(SPARK),
          Room.of(
                  "cdc.apply",
                  "metrics",
                  "model",
                  "error",
                  "config",
                  "config.shape",
                  "schema",
                  "retry",
                  "source",
                  "lake",
                  "lake.commit",
                  "lake.failure",
                  "status",
                  "report",
                  "cdc.event",
                  "cdc.error",
                  "cdc.kafka",
                  "cdc.decode",
                  "cdc.connector",
                  "cdc.ledger",
                  "cdc.batch",
                  "cdc.sink",
                  "cdc.sink.shape",
                  "cdc.drift",
                  "cdc.deadletter",
                  "cdc.tables")
              .with(SPARK),
          Room.of(
                  "cdc.stream",
                  "metrics",
                  "model",
                  "files",
                  "error",
                  "retry",
                  "source",
                  "config",
                  "job",
                  "lake",
                  "lake.failure",
                  "status",
                  "cdc.event",
                  "cdc.error",
                  "cdc.kafka",
                  "cdc.ledger",
                  "cdc.batch",
                  "cdc.tables",
                  "cdc.apply")
              .with(SPARK, KAFKA, HADOOP_FILES),
          Room.of(
                  "cdc.replay",
                  "model",
                  "row",
                  "error",
                  "config",
                  "schema",
                  "retry",
                  "source",
                  "lake",
                  "lake.commit",
                  "cdc.event",
                  "cdc.error",
                  "cdc.kafka",
                  "cdc.decode",
                  "cdc.ledger",
                  "cdc.sink",
                  "cdc.deadletter",
                  "cdc.tables")
              .with(SPARK, KAFKA),
          Room.of(
                  "cdc",
                  "lineage",
                  "metrics",
                  "model",
                  "error",
                  "files",
                  "config",
                  "config.binding",
                  "schema",
                  "retry",
                  "source",
                  "lake",
                  "lake.failure",
                  "status",
                  "job",
                  "config.file",
                  "http",
                  "overview",
                  "page",
                  "page.html",
                  "report",
                  "cdc.event",
                  "cdc.error",
                  "cdc.kafka",
                  "cdc.decode",
                  "cdc.connector",
                  "cdc.ledger",
                  "cdc.batch",
                  "cdc.sink",
                  "cdc.drift",
                  "cdc.deadletter",
                  "cdc.tables",
                  "cdc.apply",
                  "cdc.stream",
                  "cdc.replay")
              .with(SPARK, PICOCLI, KAFKA),
          // validate-job
          Room.of("query", "model", "error", "files", "config", "lake.failure", "job", "terminal")
              .with(SPARK, PICOCLI, "org.jline"),
          Room.of("validate.content", "row", "error", "retry", "source").with(SPARK),
          Room.of(
                  "validate.stream",
                  "model",
                  "error",
                  "retry",
                  "config",
                  "schema",
                  "source",
                  "lake")
              .with(KAFKA),
          Room.of(
                  "validate.rows",
                  "model",
                  "row",
                  "error",
                  "retry",
                  "config",
                  "schema",
                  "source",
                  "lake",
                  "lake.commit",
                  "lake.keys",
                  "validate.content",
                  "validate.stream")
              .with(SPARK),
          Room.of(
                  "validate.check",
                  "model",
                  "row",
                  "error",
                  "retry",
                  "config",
                  "schema",
                  "source",
                  "source.range",
                  "lake",
                  "validate.content",
                  "validate.stream",
                  "validate.rows")
              .with(SPARK),
          Room.of(
                  "validate.report",
                  "metrics",
                  "model",
                  "error",
                  "lake",
                  "lake.control",
                  "job",
                  "overview",
                  "page",
                  "report",
                  "validate.content",
                  "validate.check")
              .with(JACKSON, JDK_XML),
          Room.of(
                  "validate",
                  "lineage",
                  "metrics",
                  "model",
                  "error",
                  "files",
                  "retry",
                  "pace",
                  "config",
                  "schema",
                  "source",
                  "source.range",
                  "lake",
                  "lake.failure",
                  "status",
                  "job",
                  "config.file",
                  "report",
                  "validate.content",
                  "validate.stream",
                  "validate.rows",
                  "validate.check",
                  "validate.report")
              .with(SPARK, PICOCLI),
          // doctor
          Room.of(
                  "doctor.facts",
                  "model",
                  "error",
                  "files",
                  "config",
                  "connect",
                  "schema",
                  "health",
                  "source",
                  "lake",
                  "lake.control",
                  "status",
                  "overview")
              .with(KAFKA, SPARK),
          Room.of(
              "doctor.source",
              "model",
              "error",
              "config",
              "schema",
              "health",
              "source",
              "doctor.facts"),
          Room.of(
              "doctor.kafka",
              "model",
              "error",
              "config",
              "schema",
              "health",
              "source",
              "lake",
              "status",
              "doctor.facts"),
          Room.of(
                  "doctor.connect",
                  "model",
                  "error",
                  "config",
                  "connect",
                  "connect.review",
                  "schema",
                  "health",
                  "source",
                  "lake",
                  "doctor.facts")
              .with(JACKSON),
          Room.of(
              "doctor.lake",
              "model",
              "error",
              "config",
              "schema",
              "health",
              "lake",
              "status",
              "doctor.facts"),
          Room.of("doctor.machine", "health", "doctor.facts"),
          Room.of(
                  "doctor",
                  "model",
                  "error",
                  "files",
                  "config",
                  "schema",
                  "health",
                  "source",
                  "lake",
                  "status",
                  "job",
                  "overview",
                  "doctor.facts",
                  "doctor.source",
                  "doctor.kafka",
                  "doctor.connect",
                  "doctor.lake",
                  "doctor.machine")
              .with(SPARK, PICOCLI, JACKSON));

  /**
   * The rooms of the modules for tests. Those that look inside a job are checks and benchmarks that
   * run in its JVM.
   */
  public static final List<Room> TESTING =
      List.of(
          Room.of("oracleevents"),
          Room.of("localstack.child"),
          Room.of("localstack"),
          Room.of("localstack.oracle", "localstack"),
          Room.of("program", "localstack"),
          Room.of("endtoend.process"),
          Room.of("endtoend.compare", "localstack"),
          Room.of(
              "endtoend.shop",
              "localstack",
              "localstack.oracle",
              "endtoend.process",
              "endtoend.compare"),
          Room.of(
              "endtoend.demo",
              "terminal",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.load",
              "localstack",
              "localstack.oracle",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.types",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.redelivery",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.ddl",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.stream",
              "oracleevents",
              "localstack",
              "localstack.oracle",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop",
              "model",
              "schema",
              "cdc.event",
              "cdc.decode",
              "testing",
              "cdc.testing"),
          Room.of(
              "check.outages",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.places",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of("check.rooms", "program", "architecture"),
          Room.of("check.deployment", "program", "endtoend.process"),
          Room.of(
              "check.validation",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of("check.shapes", "program", "config", "cdc.testing"),
          Room.of(
              "check.repair",
              "localstack",
              "program",
              "fault",
              "retry",
              "config",
              "model",
              "row",
              "schema",
              "source",
              "lake.keys",
              "lake",
              "cdc.event",
              "cdc.apply",
              "validate.stream",
              "validate.rows",
              "testing",
              "cdc.testing"),
          Room.of(
              "check.doctor",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.pages",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.secrets",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "check.places"),
          Room.of(
              "check.readers",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "endtoend.shop"),
          Room.of(
              "check.newcomer",
              "localstack",
              "program",
              "endtoend.process",
              "endtoend.compare",
              "check.doctor"),
          Room.of(
              "check",
              "program",
              "check.load",
              "check.types",
              "check.redelivery",
              "check.ddl",
              "check.stream",
              "check.outages",
              "check.places",
              "check.rooms",
              "check.deployment",
              "check.doctor",
              "check.pages",
              "check.readers",
              "check.newcomer",
              "check.secrets",
              "check.repair",
              "check.shapes",
              "check.validation"),
          Room.of("benchmark.stream", "model", "testing", "cdc.testing"),
          Room.of(
              "benchmark.shuffle", "files", "config", "model", "schema", "source", "lake", "job"),
          Room.of("benchmark", "localstack", "program", "benchmark.stream"));

  /**
   * Packages of tests that rooms for tests may import; what is in them serves tests of a module.
   */
  private static final List<String> FIXTURES = List.of("testing", "cdc.testing", "architecture");

  static {
    Set<String> above = new HashSet<>(FIXTURES);
    for (Room room : everywhere()) {
      for (String imported : room.rooms()) {
        if (!above.contains(imported)) {
          throw new IllegalStateException(
              room.name() + " imports " + imported + ", which does not stand above it");
        }
      }
      if (!above.add(room.name())) {
        throw new IllegalStateException(room.name() + " stands twice in the table");
      }
    }
  }

  private Rooms() {}

  /** The rooms of all modules. */
  public static List<Room> everywhere() {
    return Stream.concat(ALL.stream(), TESTING.stream()).toList();
  }

  /** The room that is this package. */
  public static Optional<Room> find(String packageName) {
    return ALL.stream().filter(room -> room.packageName().equals(packageName)).findFirst();
  }
}
