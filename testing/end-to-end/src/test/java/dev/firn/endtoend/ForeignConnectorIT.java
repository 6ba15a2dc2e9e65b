package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.ConnectWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
@Order(5)
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
