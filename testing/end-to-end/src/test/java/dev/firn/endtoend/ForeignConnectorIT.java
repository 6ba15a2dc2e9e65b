package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.cdc.testing.PlayedLog;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.OracleShop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.ConnectWorker;
import dev.firn.localstack.oracle.OracleStandIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real connector that is not set as Firn sets its own: what it falsifies is named, not stored.
 */
@Order(3)
class ForeignConnectorIT {

  private static final ConnectWorker CONNECT = SharedStack.STACK.connect();
  private static final List<String> TABLES = List.of("plain", "times", "bytes", "cut", "late");

  @TempDir Path directory;

  @Test
  void whatAForeignConnectorFalsifiesIsRefusedByNameAndComesWithTheNextLoad() throws Exception {
    String name = "foreign_" + Long.toString(System.nanoTime(), 36);
    Database database = Database.of(SharedStack.STACK.postgres()).create(name);
    ShopSource source =
        ShopSource.create(
                SharedStack.FIRN,
                name,
                Files.createDirectories(directory.resolve("home")),
                database,
                SharedStack.STACK.kafka().bootstrapServers())
            .with("FIRN_SPARK_OPTS", SharedStack.CHEAP);
    database.execute("CREATE SCHEMA shop");
    database.execute("CREATE TABLE shop.plain (id int PRIMARY KEY, v text DEFAULT 'x')");
    database.execute("CREATE TABLE shop.times (id int PRIMARY KEY, v timestamp(3))");
    database.execute("CREATE TABLE shop.bytes (id int PRIMARY KEY, v bytea)");
    database.execute("CREATE TABLE shop.cut (id int PRIMARY KEY, a int, v int)");
    database.execute("CREATE TABLE shop.late (id int PRIMARY KEY, v int)");
    database.execute("INSERT INTO shop.plain VALUES (1, 'a')");
    database.execute("INSERT INTO shop.times VALUES (1, '2024-05-06 07:08:09.123')");
    database.execute("INSERT INTO shop.bytes VALUES (1, '\\x0102')");
    database.execute("INSERT INTO shop.cut VALUES (1, 1, 1)");
    database.execute("INSERT INTO shop.late VALUES (1, 1)");
    run(source, 0, "bulk-load");
    CONNECT.deploy(foreign(source));
    CONNECT.awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    database.execute("ALTER TABLE shop.late ADD w int");
    database.execute("INSERT INTO shop.plain VALUES (2, NULL)");
    database.execute("INSERT INTO shop.times VALUES (2, '2024-05-06 07:08:09.123')");
    database.execute("INSERT INTO shop.bytes VALUES (2, '\\xdeadbeef')");
    database.execute("INSERT INTO shop.cut VALUES (2, 2, 2)");
    database.execute("UPDATE shop.cut SET v = 5 WHERE id = 1");
    database.execute("INSERT INTO shop.late VALUES (2, 2, 2)");

    // Nobody knows how it is set; that it leaves a column out shows all the same.
    Result ended = run(source, 6, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
    Map<String, String> reasons = reasons(source);
    for (String table : List.of("plain", "times", "bytes", "late")) {
      assertThat(reasons.get(table)).as(table).contains("does not have header firn.settings");
    }
    assertThat(reasons.get("cut")).contains("its events lack column v, which the source has");
    for (String table : TABLES) {
      assertThat(ended.log())
          .as("the last lines")
          .containsPattern(
              "shop\\." + table + " is not followed: .*(header firn.settings|lack column v)");
    }

    // Connect says how it is set.
    Files.writeString(
        source.home().resolve("config/kafka_clusters.yaml"),
        "\n    connect_url: " + CONNECT.url() + "\n",
        java.nio.file.StandardOpenOption.APPEND);
    run(source, 8, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
    reasons = reasons(source);
    assertThat(reasons).doesNotContainKeys("plain", "late");
    assertThat(reasons.get("times"))
        .contains("connector " + source.connectorName() + " has time.precision.mode=adaptive")
        .contains("column v of type timestamp does not come as it is")
        .contains("Set time.precision.mode=microseconds");
    assertThat(reasons.get("bytes")).contains("has binary.handling.mode=hex");
    Equality.assertEqual(source, List.of("plain", "late"));

    // As it should be from here on; what was falsified does not come back as if it were right.
    CONNECT.delete(source.connectorName());
    CONNECT.deploy(source.connectorFile());
    CONNECT.awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    run(source, 8, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
    assertThat(reasons(source)).containsOnlyKeys("times", "bytes", "cut");
    run(source, 0, "bulk-load", "--no-resume", "--tables", "times,bytes,cut");
    for (String table : TABLES) {
      database.execute("DELETE FROM shop." + table + " WHERE id = 1");
    }
    run(source, 0, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
    assertThat(reasons(source)).isEmpty();
    Equality.assertEqual(source, TABLES);
  }

  /**
   * An Oracle that is made of PostgreSQL: the load deploys its connector, reads behind its
   * beginning, and the stream goes on there. Connect runs it as it was written, and plays back what
   * Debezium's own connector makes of the log.
   */
  @Test
  void tablesOfOracleAreLoadedBehindTheBeginningOfTheirConnectorAndFollowed() throws Exception {
    String name = "ora_" + Long.toString(System.nanoTime(), 36);
    Database database = Database.of(SharedStack.STACK.postgres());
    ShopSource source =
        OracleShop.create(SharedStack.FIRN, name, directory.resolve("home"), SharedStack.STACK)
            .with("FIRN_SPARK_OPTS", SharedStack.CHEAP);
    database.execute("CREATE SCHEMA shop");
    database.execute("CREATE TABLE shop.t (id int PRIMARY KEY, name varchar(20))");
    database.execute("CREATE TABLE shop.large (id int PRIMARY KEY, body text)");
    database.execute("INSERT INTO shop.large VALUES (1, 'x')");
    database.execute("INSERT INTO shop.t SELECT g, 'it''s ' || g FROM generate_series(1, 5) g");
    try (OracleStandIn oracle = OracleStandIn.on(SharedStack.STACK.postgres());
        PlayedLog log = new PlayedLog(SharedStack.DIRECTORY, "firn." + name);
        Connection writer = SharedStack.STACK.postgres().connect()) {
      writer.setAutoCommit(false);
      log.redo()
          .say(
              "define",
              "shop",
              "CREATE TABLE \"shop\".\"t\" (\"id\" INTEGER NOT NULL, \"name\" VARCHAR2(20), PRIMARY KEY"
                  + " (\"id\"));");
      try (FirnProcess load =
          source.start("bulk-load", "--deploy-connector", CONNECT.url().toString())) {
        CONNECT.awaitRunning(source.connectorName(), Duration.ofMinutes(2));
        // Committed before the connector begins: in the load, and in no event.
        execute(writer, "INSERT INTO shop.t VALUES (6, 'six')");
        log.start(Long.toString(oracle.commit(writer, false) + 1));
        Result loaded = load.await(Duration.ofMinutes(5));
        assertThat(loaded.exitCode()).as(loaded.log()).isZero();
        assertThat(loaded.output())
            .contains("not followed: shop.large: it has large values (body)")
            .doesNotContain("not followed: shop.t");
      }
      execute(
          writer,
          "INSERT INTO shop.t VALUES (7, 'it''s')",
          "UPDATE shop.t SET name = 'x' WHERE id = 1",
          "DELETE FROM shop.t WHERE id = 2",
          "UPDATE shop.t SET id = 33 WHERE id = 3");
      String table = "\"shop\".\"t\"";
      write(log, 7, "insert into " + table + "(\"id\",\"name\") values ('7','it''s')");
      write(
          log,
          1,
          "update " + table + " set \"name\" = 'x' where \"id\" = '1' and \"name\" = 'it''s 1'");
      write(log, 2, "delete from " + table + " where \"id\" = '2' and \"name\" = 'it''s 2'");
      write(
          log,
          3,
          "update " + table + " set \"id\" = '33' where \"id\" = '3' and \"name\" = 'it''s 3'");
      long scn = oracle.commit(writer, false);
      log.redo().say("commit", TRANSACTION, 1, scn, 1000L);
      // Debezium's own commits tell how far it is.
      log.redo().say("commit", "0a001b0000000009", 1, scn + 1000, 1000L);
      log.send();
      Result followed = run(source, 0, "cdc", "--trigger-interval", "1s", "--until-idle", "2s");
      assertThat(followed.log()).contains("Will filter events before SCN 88");
      Equality.assertEqual(source, List.of("t"));
      new LakeReader(source.home(), ShopSource.NAMESPACE)
          .forEachRow(
              "_cdc_status",
              row -> {
                if ("t".equals(row.get("table_name"))) {
                  assertThat(row.get("oracle_scn")).isEqualTo(Long.toString(scn));
                }
              });
    } finally {
      database.execute("DROP SCHEMA shop CASCADE");
    }
  }

  private static final String TRANSACTION = "0a001b0000000001";

  private static void write(PlayedLog log, int row, String redo) throws IOException {
    log.redo().say("write", TRANSACTION, 10, row, "shop.t", redo);
  }

  private static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The connector of the load as somebody might have made it for himself. */
  private Path foreign(ShopSource source) throws IOException {
    ObjectMapper json = new ObjectMapper();
    ObjectNode connector = (ObjectNode) json.readTree(Files.readString(source.connectorFile()));
    ObjectNode config = (ObjectNode) connector.path("config");
    config
        .put("time.precision.mode", "adaptive")
        .put("binary.handling.mode", "hex")
        .put("column.exclude.list", "shop\\.cut\\.v")
        .remove("transforms");
    return Files.writeString(directory.resolve("foreign.json"), connector.toString());
  }

  private static Map<String, String> reasons(ShopSource source) throws Exception {
    Map<String, String> reasons = new LinkedHashMap<>();
    new LakeReader(source.home(), ShopSource.NAMESPACE)
        .forEachRow(
            "_cdc_status",
            row -> {
              Object message = row.get("error_message");
              if (message != null) {
                reasons.put(String.valueOf(row.get("table_name")), message.toString());
              }
            });
    return reasons;
  }

  private static Result run(ShopSource source, int exitCode, String command, String... options)
      throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      Result result = process.await(Duration.ofMinutes(5));
      assertThat(result.exitCode()).as(result.log()).isEqualTo(exitCode);
      return result;
    }
  }
}
