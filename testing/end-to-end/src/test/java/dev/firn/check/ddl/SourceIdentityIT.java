package dev.firn.check.ddl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.SharedStack;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Statements by which tables, columns and values become others under their old names, from public
 * reports: the lake follows, or the table is put aside with the true reason and a reload that
 * works.
 */
@Order(1)
class SourceIdentityIT {

  private static final int HISTORIES = 3;
  private static final long SEED = 20261129;

  @TempDir Path directory;

  /**
   * @param before makes the table {@code shop.%1$s} with its rows
   * @param change what is done after the load
   * @param reason a part of why it is put aside; empty if the lake is to follow
   */
  record Case(String name, String before, String change, String reason) {}

  private static final List<Case> IDENTITIES =
      List.of(
          new Case(
              "r2",
              "CREATE TABLE shop.r2 (id int PRIMARY KEY, code text NOT NULL UNIQUE);"
                  + " INSERT INTO shop.r2 VALUES (0, 'a'), (1, 'b')",
              "ALTER TABLE shop.r2 REPLICA IDENTITY USING INDEX r2_code_key;"
                  + " DELETE FROM shop.r2 WHERE id = 1; ALTER TABLE shop.r2 ADD more int",
              "replica identity of shop.r2"),
          keyed(
              "r3",
              "DROP TABLE shop.r3; CREATE TABLE shop.r3 (id int PRIMARY KEY, a int, b int);"
                  + " INSERT INTO shop.r3 VALUES (9, 9, 9)",
              "is another table"),
          keyed(
              "r4",
              "CREATE TABLE shop.r4_new (LIKE shop.r4 INCLUDING ALL);"
                  + " INSERT INTO shop.r4_new VALUES (8, 8, 8);"
                  + " ALTER TABLE shop.r4 RENAME TO r4_old; ALTER TABLE shop.r4_new RENAME TO r4",
              "which was renamed to shop.r4_old"),
          keyed(
              "r5",
              "ALTER TABLE shop.r5 RENAME a TO x; ALTER TABLE shop.r5 RENAME b TO a;"
                  + " ALTER TABLE shop.r5 RENAME x TO b; INSERT INTO shop.r5 VALUES (3, 3, 4)",
              "is another one than the column"),
          keyed(
              "away",
              "ALTER TABLE shop.away RENAME TO away_now; INSERT INTO shop.away_now VALUES (3, 3, 3);"
                  + " ALTER TABLE shop.away_now RENAME TO away",
              "shop.away was renamed"),
          parted(
              "moved",
              "ALTER TABLE shop.moved SET SCHEMA elsewhere; UPDATE elsewhere.moved SET a = 5;"
                  + " ALTER TABLE elsewhere.moved SET SCHEMA shop",
              "shop.moved was renamed"),
          keyed(
              "granted",
              "GRANT SELECT ON shop.granted TO public; ALTER TABLE shop.granted"
                  + " ADD CHECK (a < 100000); INSERT INTO shop.granted VALUES (3, 3, 3)",
              ""),
          // There and back before anybody looks, so that only the events themselves show it.
          keyed(
              "r5back",
              "ALTER TABLE shop.r5back RENAME a TO x; ALTER TABLE shop.r5back RENAME b TO a;"
                  + " ALTER TABLE shop.r5back RENAME x TO b; INSERT INTO shop.r5back VALUES (3, 3, 4);"
                  + " ALTER TABLE shop.r5back RENAME a TO x; ALTER TABLE shop.r5back RENAME b TO a;"
                  + " ALTER TABLE shop.r5back RENAME x TO b; INSERT INTO shop.r5back VALUES (5, 5, 6)",
              "columns had each other's names for a time"),
          new Case(
              "r9keyless",
              "CREATE TABLE shop.r9keyless (a int, b int);"
                  + " ALTER TABLE shop.r9keyless REPLICA IDENTITY FULL;"
                  + " INSERT INTO shop.r9keyless VALUES (1, 1), (2, 2)",
              "ALTER TABLE shop.r9keyless ALTER a TYPE bigint USING a * 10;"
                  + " UPDATE shop.r9keyless SET b = 5 WHERE a = 10",
              "column a was altered and all rows were written anew"),
          keyed(
              "r6",
              "ALTER TABLE shop.r6 DROP b, ADD b int DEFAULT 7; INSERT INTO shop.r6 VALUES (3, 3)",
              "column b is another one than the column"),
          keyed(
              "r7",
              "ALTER TABLE shop.r7 RENAME a TO c; INSERT INTO shop.r7 VALUES (3, 3, 3);"
                  + " ALTER TABLE shop.r7 ADD a int; INSERT INTO shop.r7 VALUES (4, 4, 4, 4)",
              "is another one than the column"),
          keyed(
              "dropren",
              "ALTER TABLE shop.dropren DROP a; ALTER TABLE shop.dropren RENAME b TO d;"
                  + " UPDATE shop.dropren SET d = 9 WHERE id = 1",
              ""),
          keyed(
              "refilled",
              "ALTER TABLE shop.refilled ADD a_new int; UPDATE shop.refilled SET a_new = a + 1;"
                  + " ALTER TABLE shop.refilled DROP a; ALTER TABLE shop.refilled RENAME a_new TO a;"
                  + " UPDATE shop.refilled SET b = 0 WHERE id = 1",
              "is another one than the column"),
          new Case(
              "r8",
              "CREATE TABLE shop.r8 (k char(4) PRIMARY KEY, v int);"
                  + " INSERT INTO shop.r8 VALUES ('ab', 1), ('cd', 2)",
              "ALTER TABLE shop.r8 ALTER k TYPE char(8); UPDATE shop.r8 SET v = 5 WHERE k = 'ab'",
              "was altered and all rows were written anew"),
          keyed(
              "r9a",
              "ALTER TABLE shop.r9a ALTER a TYPE int USING a * 100",
              "column a was altered and all rows were written anew"),
          keyed(
              "r9b",
              "ALTER TABLE shop.r9b ALTER a TYPE bigint USING a + 1;"
                  + " UPDATE shop.r9b SET b = 0 WHERE id = 1",
              "column a was altered and all rows were written anew"),
          new Case(
              "r9c",
              "CREATE TABLE shop.r9c (id int PRIMARY KEY, at timestamp(3));"
                  + " INSERT INTO shop.r9c VALUES (1, '2024-01-01 00:00:00.7')",
              "ALTER TABLE shop.r9c ALTER at TYPE timestamp(0)",
              "column at was altered and all rows were written anew"),
          keyed(
              "widened",
              "UPDATE shop.widened SET a = 5 WHERE id = 1;"
                  + " ALTER TABLE shop.widened ALTER a TYPE bigint;"
                  + " UPDATE shop.widened SET a = 5000000000 WHERE id = 2",
              ""),
          keyed("vacuumed", "ALTER TABLE shop.vacuumed ALTER a SET NOT NULL", ""),
          parted("r10a", "ALTER TABLE shop.r10a DETACH PARTITION shop.r10a_1", "was detached"),
          parted("r10b", "TRUNCATE shop.r10b_1", "r10b_1 was truncated"),
          parted(
              "r10c",
              "CREATE TABLE shop.r10c_3 (LIKE shop.r10c INCLUDING ALL);"
                  + " INSERT INTO shop.r10c_3 VALUES (3, 3);"
                  + " ALTER TABLE shop.r10c ATTACH PARTITION shop.r10c_3 FOR VALUES IN (3)",
              "r10c_3 was attached to it with rows"),
          parted(
              "grown",
              "CREATE TABLE shop.grown_3 PARTITION OF shop.grown FOR VALUES IN (3);"
                  + " INSERT INTO shop.grown VALUES (3, 3)",
              ""),
          new Case(
              "r11",
              "CREATE TYPE shop.e AS ENUM ('x', 'z');"
                  + " CREATE TABLE shop.r11 (id int PRIMARY KEY, e shop.e);"
                  + " INSERT INTO shop.r11 VALUES (1, 'x')",
              "ALTER TYPE shop.e RENAME VALUE 'x' TO 'y'; INSERT INTO shop.r11 VALUES (2, 'y')",
              "\"x\" is \"y\" now"),
          new Case(
              "r20",
              "CREATE TABLE shop.r20 (a int, b int); ALTER TABLE shop.r20 REPLICA IDENTITY FULL;"
                  + " INSERT INTO shop.r20 VALUES (1, 1), (2, 2)",
              "ALTER TABLE shop.r20 DROP b; UPDATE shop.r20 SET a = 5 WHERE a = 1",
              ""),
          keyed("r21", "ALTER TABLE shop.r21 DROP id", "its key was [id]"),
          keyed(
              "r22",
              "ALTER TABLE shop.r22 ADD i interval DEFAULT '-1 mon 2 days 03:04:05.6',"
                  + " ADD z timetz DEFAULT '10:00+02', ADD n int DEFAULT 4",
              ""),
          keyed(
              "unpublished",
              "ALTER PUBLICATION $P DROP TABLE shop.unpublished;"
                  + " UPDATE shop.unpublished SET a = 99 WHERE id = 1;"
                  + " ALTER PUBLICATION $P ADD TABLE shop.unpublished;"
                  + " INSERT INTO shop.unpublished VALUES (3, 3, 3)",
              "was taken out of the publication and put back"),
          // Ordinary statements with which others have lost or falsified rows.
          new Case(
              "shifted",
              "CREATE TABLE shop.shifted (id int, k int, v text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);"
                  + " CREATE TABLE shop.shifted_1 PARTITION OF shop.shifted FOR VALUES IN (1);"
                  + " CREATE TABLE shop.shifted_2 PARTITION OF shop.shifted FOR VALUES IN (2);"
                  + " INSERT INTO shop.shifted VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c')",
              "UPDATE shop.shifted SET k = 3 - k; UPDATE shop.shifted SET v = 'd' WHERE id = 1;"
                  + " UPDATE shop.shifted SET k = 3 - k WHERE id = 1",
              ""),
          keyed(
              "undone",
              "DO $$ BEGIN INSERT INTO shop.undone SELECT g, g, 0 FROM generate_series(10, 2000) g;"
                  + " BEGIN UPDATE shop.undone SET a = 99; DELETE FROM shop.undone WHERE id < 100;"
                  + " INSERT INTO shop.undone SELECT g, g, 1 FROM generate_series(3000, 9000) g;"
                  + " RAISE EXCEPTION 'undone'; EXCEPTION WHEN OTHERS THEN NULL; END;"
                  + " UPDATE shop.undone SET b = 7 WHERE id < 20; END $$",
              ""),
          new Case(
              "large",
              "CREATE TABLE shop.large (id int PRIMARY KEY, n int, v text);"
                  + " ALTER TABLE shop.large ALTER v SET STORAGE EXTERNAL;"
                  + " INSERT INTO shop.large VALUES (1, 0, repeat('x', 5000))",
              "INSERT INTO shop.large VALUES (2, 0, repeat('y', 5000));"
                  + " UPDATE shop.large SET n = 1; ALTER TABLE shop.large REPLICA IDENTITY FULL;"
                  + " UPDATE shop.large SET n = n + 1; UPDATE shop.large SET id = 3 WHERE id = 2;"
                  + " ALTER TABLE shop.large REPLICA IDENTITY DEFAULT; UPDATE shop.large SET n = n + 1;"
                  + " UPDATE shop.large SET id = 4 WHERE id = 3",
              ""),
          new Case(
              "composed",
              "CREATE TYPE shop.pair AS (a int, b text);"
                  + " CREATE TABLE shop.composed (id int PRIMARY KEY, p shop.pair, n int);"
                  + " INSERT INTO shop.composed VALUES (1, ROW(1, 'a,\"(b'), 0), (2, NULL, 0), (3, ROW(NULL, ''), 0)",
              "UPDATE shop.composed SET n = 1; UPDATE shop.composed SET p = ROW(2, NULL) WHERE id = 1;"
                  + " INSERT INTO shop.composed VALUES (4, ROW(NULL, NULL), 1)",
              ""),
          new Case(
              "strict",
              "CREATE TABLE shop.strict (id int PRIMARY KEY, a text NOT NULL, b int NOT NULL);"
                  + " INSERT INTO shop.strict VALUES (1, 'a', 1), (2, 'b', 0), (3, 'c', 1)",
              "DELETE FROM shop.strict WHERE id < 3; INSERT INTO shop.strict VALUES (1, 'd', 0);"
                  + " INSERT INTO shop.strict VALUES (1, 'e', 1), (3, 'f', 0), (5, 'g', 1)"
                  + " ON CONFLICT (id) DO UPDATE SET a = EXCLUDED.a;"
                  + " MERGE INTO shop.strict t USING (VALUES (5), (6)) s(id) ON t.id = s.id"
                  + " WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'h', 1)",
              ""),
          keyed("added", "ALTER TABLE shop.added ADD n int DEFAULT 4", ""),
          keyed(
              "passing",
              "ALTER TABLE shop.passing ADD n int; INSERT INTO shop.passing VALUES (3, 3, 3, 3);"
                  + " ALTER TABLE shop.passing DROP n; INSERT INTO shop.passing VALUES (4, 4, 4)",
              ""));

  private static final List<Case> CASES =
      Stream.concat(IDENTITIES.stream(), PublicReports.HELD.stream()).toList();

  static Case keyed(String name, String change, String reason) {
    return new Case(
        name,
        "CREATE TABLE shop.%1$s (id int PRIMARY KEY, a int, b int);".formatted(name)
            + " INSERT INTO shop.%1$s VALUES (1, 11, 12), (2, 21, 22)".formatted(name),
        change,
        reason);
  }

  static Case parted(String name, String change, String reason) {
    return new Case(
        name,
        ("CREATE TABLE shop.%1$s (id int PRIMARY KEY, a int) PARTITION BY LIST (id);"
                + " CREATE TABLE shop.%1$s_1 PARTITION OF shop.%1$s FOR VALUES IN (1);"
                + " CREATE TABLE shop.%1$s_2 PARTITION OF shop.%1$s FOR VALUES IN (2);"
                + " INSERT INTO shop.%1$s VALUES (1, 1), (2, 2)")
            .formatted(name),
        change,
        reason);
  }

  @Test
  void whatEventsDoNotTellIsFollowedOrNamed() throws Exception {
    String name = "identity_" + Long.toString(System.nanoTime(), 36);
    Database database = Database.of(SharedStack.STACK.postgres()).create(name);
    ShopSource source =
        ShopSource.create(
                FirnInstallation.current(),
                name,
                Files.createDirectories(directory.resolve("home")),
                database,
                SharedStack.STACK.kafka().bootstrapServers())
            .with("FIRN_SPARK_OPTS", SharedStack.CHEAP);
    database.execute("CREATE SCHEMA shop; CREATE SCHEMA elsewhere");
    database.execute(
        "CREATE TABLE shop.r19 (id int PRIMARY KEY, at timestamptz);"
            + " INSERT INTO shop.r19 VALUES (1, '2024-01-01 00:00:00Z')");
    for (Case one : CASES) {
      database.execute(one.before());
    }
    List<TableHistory> histories = histories(database);
    run(source, "bulk-load");
    SharedStack.STACK.connect().deploy(source.connectorFile());
    SharedStack.STACK.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    for (Case one : CASES) {
      String change = one.change();
      for (String statement : change.contains("$$") ? List.of(change) : split(change)) {
        if (!statement.isBlank()) {
          database.execute(statement.replace("$P", "firn_" + name));
        }
      }
    }
    database.execute("VACUUM FULL shop.vacuumed");
    alter(database, histories, new ReadConnector(database, "firn_" + name));
    run(source, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
    LakeReader lake = new LakeReader(source.home(), ShopSource.NAMESPACE);
    Map<String, String> reasons = reasons(lake);
    List<String> problems = new ArrayList<>();
    List<String> reloads = new ArrayList<>();
    for (Case one : CASES) {
      String reason = reasons.getOrDefault(one.name(), "");
      if (one.reason().isEmpty() ? !reason.isEmpty() : !reason.contains(one.reason())) {
        problems.add(one.name() + ": \"" + reason + "\"");
      } else if (one.reason().isEmpty()) {
        LakeRows.compare(database, lake, one.name())
            .forEach(line -> problems.add(one.name() + ": " + line));
      } else if (!one.name().equals("r2") && !one.name().equals("r21")) {
        reloads.add(one.name());
      }
    }
    for (TableHistory history : histories) {
      String reason = reasons.getOrDefault(history.name(), "");
      if (reason.isEmpty()) {
        LakeRows.compare(database, lake, history.name())
            .forEach(line -> problems.add(history.statements() + ": " + line));
      } else if (!history.facts().support(reason)) {
        problems.add(history.statements() + ": \"" + reason + "\"");
      } else if (isReloaded(database, history, reason)) {
        reloads.add(history.name());
      }
    }
    assertThat(problems).isEmpty();
    run(source, "bulk-load", "--no-resume", "--tables", String.join(",", reloads));
    run(source, "cdc", "--trigger-interval", "1s", "--until-idle", "5s");
    Map<String, String> after = reasons(lake);
    for (String table : reloads) {
      assertThat(after.getOrDefault(table, "")).as(table).isEmpty();
      assertThat(LakeRows.compare(database, lake, table)).as(table).isEmpty();
    }
    database.execute("INSERT INTO shop.r19 VALUES (2, '-infinity')");
    assertThat(run(source, "validate", "--level", "rows", "--wait", "0").output())
        .as("r19: one table that cannot be read does not keep others from being compared")
        .containsPattern("not_checked\\s+r19 .*-infinity")
        .containsPattern("equal\\s+widened ");
  }

  /** A slice of {@code scripts/check ddl}, in the same runs. */
  private static List<TableHistory> histories(Database database) throws SQLException {
    database.execute("CREATE TABLE shop.marker (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY)");
    List<TableHistory> histories = new ArrayList<>();
    try (Connection connection = database.connect()) {
      for (int i = 0; i < HISTORIES; i++) {
        TableHistory history = new TableHistory(i, SEED);
        history.create(connection);
        histories.add(history);
      }
    }
    return histories;
  }

  private static void alter(
      Database database, List<TableHistory> histories, ReadConnector connector)
      throws SQLException {
    try (Connection connection = database.connect()) {
      for (int step = 0; step < 2; step++) {
        for (TableHistory history : histories) {
          history.change(connection);
          history.alter(connection, connector);
          history.change(connection);
        }
      }
    }
  }

  /** True if its reason names the load with which all are loaded again here. */
  private static boolean isReloaded(Database database, TableHistory history, String reason)
      throws SQLException {
    Matcher command = Verdict.COMMAND.matcher(reason);
    assertThat(command.find()).as(reason).isTrue();
    try (Connection connection = database.connect()) {
      history.obey(connection, reason);
    }
    return history.isThere() && " --no-resume".equals(command.group(3));
  }

  private static List<String> split(String statements) {
    return List.of(statements.split(";", -1));
  }

  private static Map<String, String> reasons(LakeReader lake) throws Exception {
    Map<String, String> reasons = new LinkedHashMap<>();
    lake.forEachRow(
        "_cdc_status",
        row -> {
          Object message = row.get("error_message");
          if (message != null) {
            reasons.put(String.valueOf(row.get("table_name")), message.toString());
          }
        });
    return reasons;
  }

  private static Result run(ShopSource source, String command, String... options) throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      Result result = process.await(Duration.ofMinutes(5));
      assertThat(result.exitCode()).as(result.log()).isIn(0, 5, 7, 8, 10);
      return result;
    }
  }
}
