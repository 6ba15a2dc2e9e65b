package dev.firn.check.types;

import dev.firn.check.types.TypeTable.Comparison;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Every type through the load and through real Debezium: rows that were loaded, rows that were
 * streamed and rows that were loaded and then changed must show what the source shows, also after
 * an update that leaves out their large values. Beside the table of cases there are tables of
 * random columns with random rows, and values one beyond what the lake can hold, which both paths
 * must refuse.
 *
 * <p>Load and stream run in different zones and in Turkish, Kafka Connect in a third zone that
 * skipped a day, and the database shows values in other forms than usual.
 */
public final class TypeCheck {
  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final Duration SENT_WITHIN = Duration.ofMinutes(2);
  private static final String LOAD_ZONE = "America/New_York";
  private static final String STREAM_ZONE = "Asia/Kolkata";
  private static final int SOME_TABLES_FAILED = 5;
  private static final int STREAMED = 1_000;
  private static final int CHANGED = 2_000;
  private static final int COLUMNS = 24;
  private static final int SHOWN = 40;

  /** Tables that are not random. */
  private static final int FIXED = 2;

  private final long seed;
  private final int rows;
  private final int tables;
  private final List<TypeTable> compared = new ArrayList<>();
  private final TypeRefusals refusals;

  public TypeCheck(Options options) throws IOException {
    refusals = TypeRefusals.read();
    seed = options.integer("seed");
    rows = options.integer("rows");
    tables = options.integer("tables");
  }

  /** True if nothing differs. */
  public boolean run() throws Exception {
    System.out.println("seed " + seed);
    System.setProperty("firn.services.jvm-options", "-Duser.timezone=Pacific/Apia");
    return WorkDirectory.use(
        directory -> {
          try (LocalStack stack =
              LocalStack.in(directory.resolve("services")).reportTo(System.out::println).start()) {
            return run(stack, directory.resolve("home"), "types_" + seed);
          }
        });
  }

  boolean run(LocalStack stack, Path home, String name) throws Exception {
    Database database = Database.of(stack.postgres()).create(name);
    ShopSource source =
        ShopSource.create(
                FirnInstallation.current(),
                name,
                Files.createDirectories(home),
                database,
                stack.kafka().bootstrapServers())
            .with("FIRN_MASTER", "local[2]")
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    createTables(database);
    database.execute(TypeSchema.HOSTILE);
    source.with("SPARK_SUBMIT_OPTS", hostile(LOAD_ZONE));
    job(SOME_TABLES_FAILED, source, "bulk-load");
    LakeReader lake = new LakeReader(source.home(), ShopSource.NAMESPACE);
    report(compare(lake, database), "loaded");
    List<String> taken = refusals.notRefusedByLoad(lake);
    stack.connect().deploy(source.connectorFile());
    stack.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
    change(database);
    awaitSent(database);
    source.with("SPARK_SUBMIT_OPTS", hostile(STREAM_ZONE));
    job(0, source, "cdc", "--trigger-interval", "1s", "--until-idle", "4s");
    taken.addAll(refusals.notRefusedByStream(lake));
    taken.addAll(MeasuredNumbers.problems(lake));
    taken.addAll(NamelessRows.problems(lake));
    Comparison all = compare(lake, database).and(refusals.count(), taken);
    report(all, "loaded, then changed by the stream");
    System.out.printf(
        Locale.ROOT,
        "RESULT types cases=%d differ=%d columns=%d seed=%d%n",
        all.compared(),
        all.differences().size(),
        compared.stream().mapToInt(table -> table.columns().size()).sum(),
        seed);
    return all.differences().isEmpty();
  }

  private static String hostile(String zone) {
    return "-Duser.timezone=" + zone + " -Duser.language=tr -Duser.country=TR";
  }

  private static void job(int exitCode, ShopSource source, String command, String... options)
      throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      process.await(MAX_WAIT).require("firn " + command, exitCode);
    }
  }

  private void createTables(Database database) throws Exception {
    List<TypeCase> cases = TypeCase.all();
    compared.add(new TypeTable("cases", cases));
    compared.add(new TypeTable("large", TypeCase.large()));
    Random random = new Random(seed);
    for (int i = 0; i < tables; i++) {
      List<TypeCase> shuffled = new ArrayList<>(cases);
      Collections.shuffle(shuffled, random);
      compared.add(new TypeTable("random" + i, shuffled.subList(0, COLUMNS)));
    }
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(TypeSchema.SQL);
      refusals.create(statement);
      MeasuredNumbers.create(statement);
      NamelessRows.create(statement);
      for (TypeTable table : compared) {
        statement.execute(table.create());
      }
      TypeTable table = compared.get(0);
      statement.execute(table.insertCases(0));
      statement.execute(compared.get(1).insertCases(0));
      statement.execute(
          "INSERT INTO %s (id) SELECT generate_series(%d, %d)"
              .formatted(table.qualified(), CHANGED, CHANGED + table.caseRows() - 1));
      fillRandom(statement, 1, rowsOfTable() / 2);
    }
  }

  private int rowsOfTable() {
    return rows / Math.max(1, tables);
  }

  private void fillRandom(Statement statement, int first, int last) throws SQLException {
    statement.execute("SET search_path = " + Shop.SCHEMA + ", public");
    statement.execute("SELECT setseed(" + seed % 1000 / 1000.0 + ")");
    for (TypeTable table : compared.subList(FIXED, compared.size())) {
      statement.execute(table.insertRandom(first, last));
    }
  }

  private void change(Database database) throws SQLException {
    TypeTable cases = compared.get(0);
    TypeTable large = compared.get(1);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET search_path = " + Shop.SCHEMA + ", public");
      statement.execute(cases.insertCases(STREAMED));
      statement.execute(cases.copyRows(0, CHANGED));
      // In so wide a row small values are kept as if they were large, and Debezium stops at lists
      // of many types that are left out, unless it is sent what they were.
      statement.execute("ALTER TABLE " + cases.qualified() + " REPLICA IDENTITY FULL");
      statement.execute("UPDATE " + cases.qualified() + " SET id = id");
      statement.execute("UPDATE " + large.qualified() + " SET id = id");
      fillRandom(statement, rowsOfTable() / 2 + 1, rowsOfTable());
      refusals.change(statement);
      MeasuredNumbers.change(statement);
      NamelessRows.change(statement);
      for (TypeTable table : compared.subList(FIXED, compared.size())) {
        statement.execute(table.updateRandom(3));
        statement.execute("DELETE FROM " + table.qualified() + " WHERE id % 7 = 0");
      }
    }
  }

  /** Waits until Debezium has sent everything, so that the stream need not wait for it. */
  private static void awaitSent(Database database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      String end = single(statement, "SELECT pg_current_wal_insert_lsn()::text");
      String reached =
          "SELECT bool_and(confirmed_flush_lsn >= '%s')::text FROM pg_replication_slots"
                  .formatted(end)
              + " WHERE database = current_database()";
      for (int second = 0; !single(statement, reached).equals("true"); second++) {
        if (second > SENT_WITHIN.toSeconds()) {
          throw new IllegalStateException("Debezium has not sent the changes up to " + end);
        }
        Thread.sleep(1000);
      }
    }
  }

  private static String single(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? String.valueOf(row.getString(1)) : "";
    }
  }

  private Comparison compare(LakeReader lake, Database database) throws Exception {
    long values = 0;
    List<String> differences = new ArrayList<>();
    for (TypeTable table : compared) {
      Comparison comparison = table.compare(database, lake);
      values += comparison.compared();
      differences.addAll(comparison.differences());
    }
    return new Comparison(values, differences);
  }

  private static void report(Comparison comparison, String after) {
    System.out.printf(
        Locale.ROOT,
        "%s: %d values compared, %d differ%n",
        after,
        comparison.compared(),
        comparison.differences().size());
    comparison.differences().stream().limit(SHOWN).forEach(line -> System.out.println("  " + line));
  }
}
