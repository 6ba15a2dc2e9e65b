package dev.firn.bulkload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.error.ExitCode;
import dev.firn.lake.LakeTable;
import dev.firn.model.DatabaseType;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import dev.firn.source.SourceRows;
import dev.firn.source.postgres.log.PostgresReadPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import scala.Tuple2;

class BulkLoadIT extends LoadFixture {

  @Test
  void loadsEveryCarriedTypeExactly() throws SQLException {
    execute(
        "CREATE TYPE $S.mood AS ENUM ('sad', 'glad')",
        """
        CREATE TABLE $S.kinds (id bigint PRIMARY KEY, b boolean, i2 int2, i4 int4, o oid, f4 float4,
          f8 float8, n numeric(12,2), big numeric(38,10), free numeric, neg numeric(5,-2), t text,
          v varchar(9), c char(5), m $S.mood, j json, jb jsonb, x bytea, d date, ti time(6),
          ts timestamp, tz timestamptz, u uuid, ip inet)
        """,
        """
        INSERT INTO $S.kinds VALUES
        (1, true, -32768, 2147483647, 4294967295, 1.5, 'NaN', -9999999999.99,
         1234567890123456789012345678.0123456789, 1e30, 12300, E'Grüße\\n', 'vier', 'ab', 'glad',
         '{"a":  1}', '{"b": 1.10}', '\\x00ff10', '0044-03-15 BC', '24:00:00',
         '0001-01-01 00:00:00.000001 BC', '9999-12-31 23:59:59.999999+00',
         'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '10.0.0.1/8'),
        (2, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
         null, null, null, null, null, null, null, null, null)
        """);
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    Row row = spark.table(lakeId("kinds").quoted()).where("id = 1").first();
    List<String> shown = new java.util.ArrayList<>();
    for (int i = 0; i < row.length(); i++) {
      Object value = row.get(i);
      shown.add(
          value instanceof byte[] bytes
              ? java.util.HexFormat.of().formatHex(bytes)
              : String.valueOf(value));
    }
    assertThat(shown)
        .containsExactly(
            "1",
            "true",
            "-32768",
            "2147483647",
            "4294967295",
            "1.5",
            "NaN",
            "-9999999999.99",
            "1234567890123456789012345678.0123456789",
            "1000000000000000000000000000000",
            "12300",
            "Grüße\n",
            "vier",
            "ab   ",
            "glad",
            "{\"a\":  1}",
            "{\"b\": 1.10}",
            "00ff10",
            "-0043-03-15",
            "24:00:00.000000",
            "0000-01-01T00:00:00.000001",
            "9999-12-31T23:59:59.999999Z",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
            "10.0.0.1/8");
    Row nulls = spark.table(lakeId("kinds").quoted()).where("id = 2").first();
    for (int i = 1; i < nulls.length(); i++) {
      assertThat(nulls.isNullAt(i)).as(nulls.schema().fieldNames()[i]).isTrue();
    }
  }

  @Test
  void readsAllTablesAndSplitsAtOneInstantUnderLoad() throws Exception {
    execute(
        "CREATE TABLE $S.a (id int PRIMARY KEY, balance bigint, filler text)",
        "CREATE TABLE $S.b (id int PRIMARY KEY, balance bigint, filler text)",
        "INSERT INTO $S.a SELECT g, 100, repeat('x', 900) FROM generate_series(1, 20000) g",
        "INSERT INTO $S.b SELECT g, 100, repeat('x', 900) FROM generate_series(1, 20000) g");
    AtomicBoolean stop = new AtomicBoolean();
    Thread transfers = new Thread(() -> transfer(stop));
    transfers.start();
    try {
      for (int run = 0; run < 3; run++) {
        assertThat(load(null, true, false).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(lakeNumber("a", "sum(balance)") + lakeNumber("b", "sum(balance)"))
            .isEqualTo(4_000_000);
        assertThat(lakeNumber("a", "count(*)")).isEqualTo(20_000);
      }
    } finally {
      stop.set(true);
      transfers.join();
    }
  }

  /** Moves money between rows of two tables, so that every instant has the same total. */
  private void transfer(AtomicBoolean stop) {
    java.util.Random random = new java.util.Random(7);
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (!stop.get()) {
        int amount = random.nextInt(50);
        statement.execute(
            "UPDATE %s.a SET balance = balance - %d WHERE id = %d"
                .formatted(name, amount, 1 + random.nextInt(20_000)));
        statement.execute(
            "UPDATE %s.b SET balance = balance + %d WHERE id = %d"
                .formatted(name, amount, 1 + random.nextInt(20_000)));
        connection.commit();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void leavesATransactionThatIsOpenAtTheReadPointToTheStream() throws SQLException {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    load(null, false, false);
    try (Connection open = postgres.connect();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("INSERT INTO " + name + ".t VALUES (2)");
      long transaction;
      try (ResultSet row = statement.executeQuery("SELECT txid_current()")) {
        row.next();
        transaction = row.getLong(1);
      }
      execute("INSERT INTO $S.t VALUES (3)");
      load(null, true, false);
      open.commit();
      assertThat(lakeRows("t", "id")).containsExactly("1", "3");
      PostgresReadPoint point =
          (PostgresReadPoint) lake.open(lakeId("t")).state().findReadPoint().orElseThrow();
      assertThat(point.visible().contains(transaction)).isFalse();
    }
    assertThat(slotChanges()).as("the slot still has what the loads did not see").isPositive();
  }

  private long slotChanges() throws SQLException {
    return sourceNumber(
        "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('firn_$S', NULL, NULL,"
            + " 'proto_version', '1', 'publication_names', 'firn_$S')");
  }

  @Test
  void resumesWithWhatIsNotLoadedAndLeavesTheRestAlone() {
    execute(
        "CREATE TABLE $S.good (id int PRIMARY KEY)",
        "INSERT INTO $S.good VALUES (1)",
        "CREATE TABLE $S.bad (id int PRIMARY KEY, shape bit[])",
        "INSERT INTO $S.bad VALUES (1, NULL)");
    LoadReport first = load(null, false, false);
    assertThat(first.exitCode()).isEqualTo(ExitCode.PARTIAL);
    assertThat(first.toString())
        .contains("column shape has type")
        .contains("retry the failed tables: firn bulk-load --source " + name + " --only-failed");
    assertThat(spark.table(lakeId("_cdc_status").quoted()).where("load_status = 'failed'").count())
        .isEqualTo(1);

    long snapshot = lake.open(lakeId("good")).snapshotId();
    execute("ALTER TABLE $S.bad DROP COLUMN shape");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("bad", "id")).containsExactly("1");
    assertThat(lake.open(lakeId("good")).snapshotId()).isEqualTo(snapshot);
  }

  @Test
  void replacesATableInOneCommitThatOlderReadersDoNotNotice() {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1), (2)");
    load(null, false, false);
    LakeTable before = lake.open(lakeId("t"));
    execute("DELETE FROM $S.t WHERE id = 1", "INSERT INTO $S.t VALUES (5)");
    load(null, true, false);
    assertThat(lakeRows("t", "id")).containsExactly("2", "5");
    assertThat(before.rows(spark).count()).isEqualTo(2);
    assertThat(before.rows(spark).where("id = 1").count()).isEqualTo(1);
  }

  @Test
  void loadsLeavesOfPartitionedTablesAndOddNames() {
    execute(
        "CREATE TABLE $S.\"Odd \"\"Name\"\" ü\" (\"select\" int PRIMARY KEY, \"a b\" text)",
        "INSERT INTO $S.\"Odd \"\"Name\"\" ü\" VALUES (1, '''; DROP TABLE x; --')",
        "CREATE TABLE $S.parts (id int, day date, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
        "CREATE TABLE $S.p1 PARTITION OF $S.parts FOR VALUES FROM ('2026-01-01') TO ('2026-07-01')",
        "CREATE TABLE $S.p2 PARTITION OF $S.parts FOR VALUES FROM ('2026-07-01') TO ('2027-01-01')",
        "INSERT INTO $S.parts VALUES (1, '2026-03-01'), (2, '2026-08-01')");
    assertThat(load(null, false, false).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("odd \"name\" ü", "`a b`")).containsExactly("'; DROP TABLE x; --");
    assertThat(lakeRows("parts", "id")).containsExactly("1", "2");
    assertThat(lake.find(lakeId("p1"))).isEmpty();
  }

  @Test
  void startsAfreshDroppingOnlyWhatFirnMade() {
    execute(
        "CREATE TABLE $S.kept (id int PRIMARY KEY, v int)",
        "INSERT INTO $S.kept VALUES (1, 1)",
        "CREATE TABLE $S.gone (id int PRIMARY KEY)",
        "INSERT INTO $S.gone VALUES (1)");
    load(null, false, false);
    spark.sql("CREATE TABLE " + lakeId("foreign_table").quoted() + " (id int) USING iceberg");
    execute("DROP TABLE $S.gone", "ALTER TABLE $S.kept ALTER COLUMN v TYPE text USING 'v' || v");
    assertThat(load(null, false, true).exitCode()).isEqualTo(ExitCode.OK);
    assertThat(lakeRows("kept", "v")).containsExactly("v1");
    assertThat(lake.find(lakeId("gone"))).isEmpty();
    assertThat(lake.find(lakeId("foreign_table"))).isPresent();
  }

  @Test
  void writesAConnectorFileWithoutTheSecret() throws IOException {
    execute("CREATE TABLE $S.t (id int PRIMARY KEY)", "INSERT INTO $S.t VALUES (1)");
    load(null, false, false);
    Path file = configDirectory.resolve("debezium_" + name + "_cdc.json");
    JsonNode connector = new ObjectMapper().readTree(Files.readString(file));
    JsonNode config = connector.path("config");
    assertThat(connector.path("name").asText()).isEqualTo(name + "-cdc");
    assertThat(config.path("database.password").asText())
        .isEqualTo("${env:FIRN_" + name.toUpperCase(java.util.Locale.ROOT) + "_PASSWORD}");
    assertThat(config.path("snapshot.mode").asText()).isEqualTo("no_data");
    assertThat(config.path("skipped.operations").asText()).isEqualTo("none");
    assertThat(config.path("provide.transaction.metadata").asText())
        .as("with it Debezium loses rows of a COPY when its task is restarted")
        .isEqualTo("false");
    assertThat(config.path("decimal.handling.mode").asText()).isEqualTo("string");
    assertThat(config.path("value.converter.replace.null.with.default").asText())
        .isEqualTo("false");
  }

  @Test
  void knowsHowLargeTheLargestRowWasThatItHasRead() {
    execute(
        "CREATE TABLE $S.wide (id int PRIMARY KEY, a text)",
        "INSERT INTO $S.wide SELECT g, repeat('a', 100 * g) FROM generate_series(1, 50) g");
    read(
        read -> {
          assertThat(read.rows().where("a > 'a'").count()).isEqualTo(50);
          assertThat(read.sent().rows()).isEqualTo(50);
          assertThat(read.sent().largest()).isBetween(5_000L, 5_050L);
        });
  }

  @Test
  void asksTheSourceOnlyForTheColumnsThatAQueryNeeds() {
    execute(
        "CREATE TABLE $S.wide (id int PRIMARY KEY, a text, b numeric, c bytea)",
        "INSERT INTO $S.wide SELECT g, 'a' || g, g, int4send(g) FROM generate_series(1, 50) g");
    read(
        read -> {
          Dataset<Row> rows = read.rows();
          Dataset<Row> two = rows.where("id > 48").select("b", "id");
          assertThat(two.queryExecution().optimizedPlan().toString())
              .contains("RelationV2[id#")
              .doesNotContain(", a#")
              .doesNotContain("c#");
          assertThat(two.as(Encoders.tuple(Encoders.STRING(), Encoders.INT())).collectAsList())
              .extracting(Tuple2::_2)
              .containsExactlyInAnyOrder(49, 50);
          assertThat(rows.count()).isEqualTo(50);
        });
  }

  /** Opens the only table of the source as a load reads it. */
  private void read(Consumer<SourceRows> look) {
    SourceDatabase database = SourceDatabase.of(source(), Clock.systemUTC());
    List<TableSchema> tables = database.discover(null);
    TableMapping mapping =
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL).map(tables.get(0));
    try (ReadSession session = database.openReadSession(tables)) {
      look.accept(
          session.read(
              spark,
              mapping,
              database.split(tables, 2).getOrDefault(tables.get(0).id(), List.of())));
    }
  }
}
