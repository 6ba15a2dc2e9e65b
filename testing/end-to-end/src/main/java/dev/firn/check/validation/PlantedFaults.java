package dev.firn.check.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads a table, changes rows of it at random and has the slot forget that, and lets a validation
 * name them by key and column: first as nobody writes, then again and again while other rows are
 * written and streamed. Then they are repaired beside the stream, and nothing is to be left.
 */
public final class PlantedFaults {

  private static final String TABLE = Shop.SCHEMA + ".planted";
  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final int MISMATCH = 7;

  /** A column that a fault is planted in, and an expression with another value than any row has. */
  private enum Fault {
    TEXT("note", "CASE WHEN note IS NULL THEN '' ELSE note || ' ' END"),
    NUMBER("amount", "amount + 0.0000000001"),
    INSTANT("at", "at + interval '1 hour'"),
    RATIO("ratio", "-ratio"),
    EMPTY("code", "NULL");

    private final String column;
    private final String changed;

    Fault(String column, String changed) {
      this.column = column;
      this.changed = changed;
    }
  }

  private final int rows;
  private final int faults;
  private final int seconds;

  /** Seconds between two batches of the stream; it publishes each time. */
  private final int trigger;

  private final Random random;
  private final long seed;

  private PlantedFaults(Options options) {
    rows = options.integer("rows");
    faults = options.integer("faults");
    seconds = options.integer("seconds");
    trigger = options.integer("trigger");
    seed = options.integer("seed");
    random = new Random(seed);
  }

  /** True if all faults were found, and nothing else. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new PlantedFaults(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    try (LocalStack stack = LocalStack.in(directory.resolve("services")).start()) {
      Database database = Database.of(stack.postgres());
      fill(database);
      ShopSource source =
          ShopSource.create(
                  FirnInstallation.current(),
                  "planted",
                  Files.createDirectories(directory.resolve("home")),
                  database,
                  stack.kafka().bootstrapServers())
              .with("FIRN_MASTER", "local[2]")
              .with("FIRN_DRIVER_MEMORY", "1g")
              .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      job(0, source, "bulk-load");
      Map<Integer, String> before = found(validate(0, source));
      Map<Integer, String> planted = plant(database);
      database.execute(
          "SELECT pg_replication_slot_advance(slot_name, pg_current_wal_lsn())"
              + " FROM pg_replication_slots");
      Score score = new Score(planted);
      score.falseAlarms(before.size());
      score.judge(found(validate(MISMATCH, source)));
      stack.connect().deploy(source.connectorFile());
      stack.connect().awaitRunning(source.connectorName(), MAX_WAIT);
      int left = beside(source, database, score);
      System.out.printf(
          Locale.ROOT,
          "RESULT validation planted=%d found=%d false_alarms=%d after_repair=%d looks=%d rows=%d"
              + " seed=%d%n",
          planted.size(),
          score.found,
          score.falseAlarms,
          left,
          score.looks,
          rows,
          seed);
      return score.found == planted.size() && score.falseAlarms == 0 && left == 0;
    }
  }

  /** What validations have found, each time; the least of what was right counts. */
  private static final class Score {
    private final Map<Integer, String> planted;
    private long found;
    private long falseAlarms;
    private int looks;

    Score(Map<Integer, String> planted) {
      this.planted = planted;
      this.found = planted.size();
    }

    void falseAlarms(long more) {
      falseAlarms += more;
    }

    void judge(Map<Integer, String> named) {
      looks++;
      found =
          Math.min(
              found,
              planted.entrySet().stream()
                  .filter(fault -> fault.getValue().equals(named.get(fault.getKey())))
                  .count());
      planted.forEach(
          (id, fault) -> {
            if (!fault.equals(named.get(id))) {
              System.out.println("row " + id + ": " + fault + ", found " + named.get(id));
            }
          });
      named.keySet().stream()
          .filter(id -> !planted.containsKey(id))
          .forEach(id -> System.out.println("row " + id + " is none: " + named.get(id)));
      falseAlarms += named.keySet().stream().filter(id -> !planted.containsKey(id)).count();
    }
  }

  /**
   * Validates while a writer changes, adds and deletes other rows all the time, then repairs.
   *
   * @return what is left to be found
   */
  private int beside(ShopSource source, Database database, Score score) throws Exception {
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicLong written = new AtomicLong();
    Thread writer =
        new Thread(() -> write(database, score.planted.keySet(), isOver, written), "writer");
    try (FirnProcess consumer = source.start("cdc", "--trigger-interval", trigger + "s")) {
      writer.start();
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      do {
        score.judge(found(validate(MISMATCH, source)));
        System.out.printf(
            Locale.ROOT, "look %d, %,d transactions so far%n", score.looks, written.get());
      } while (System.nanoTime() < end);
      long began = System.nanoTime();
      String repaired = job(0, source, "validate", "--repair", "--output", "json");
      System.out.printf(
          Locale.ROOT,
          "repaired within %d s: %s%n",
          Duration.ofNanos(System.nanoTime() - began).toSeconds(),
          new ObjectMapper().readTree(repaired).path("tables").findValues("note"));
      int left = found(validate(0, source)).size();
      isOver.set(true);
      writer.join();
      left += found(validate(0, source)).size();
      if (!consumer.isRunning()) {
        throw new IllegalStateException("firn cdc has ended: " + consumer.await(MAX_WAIT).log());
      }
      return left;
    } finally {
      isOver.set(true);
    }
  }

  /** Some of the rows are written again and again, so that there is always one in between. */
  private void write(
      Database database, Set<Integer> spared, AtomicBoolean isOver, AtomicLong written) {
    Random choice = new Random(seed + 1);
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!isOver.get()) {
        int id = 1 + choice.nextInt(choice.nextBoolean() ? Math.min(rows, 300) : rows);
        if (spared.contains(id)) {
          continue;
        }
        switch (choice.nextInt(4)) {
          case 0 -> statement.execute("DELETE FROM %s WHERE id = %d".formatted(TABLE, id));
          case 1 ->
              statement.execute(
                  "INSERT INTO %s (id, note) VALUES (%d, 'new') ON CONFLICT DO NOTHING"
                      .formatted(TABLE, id));
          default ->
              statement.execute(
                  "UPDATE %s SET note = md5(random()::text), ratio = random() WHERE id = %d"
                      .formatted(TABLE, id));
        }
        written.incrementAndGet();
        Thread.sleep(5);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String validate(int exitCode, ShopSource source) throws Exception {
    return job(
        exitCode,
        source,
        "validate",
        "--level",
        "rows",
        "--output",
        "json",
        "--max-diffs",
        Integer.toString(2 * faults));
  }

  private void fill(Database database) throws SQLException {
    database.execute("CREATE SCHEMA " + Shop.SCHEMA);
    database.execute(
        """
        CREATE TABLE %s (id int PRIMARY KEY, note text, amount numeric(38,10), at timestamptz,
          ratio float8, code char(4))
        """
            .formatted(TABLE));
    database.execute(
        """
        INSERT INTO %s SELECT g, CASE WHEN g %% 10 > 0 THEN md5(g::text) END, g * 1.1,
          timestamptz '2020-01-01 00:00+00' + g * interval '1 minute', g / 7.0, 'c'
          FROM generate_series(1, %d) g
        """
            .formatted(TABLE, rows));
  }

  private Map<Integer, String> plant(Database database) throws SQLException {
    Map<Integer, String> planted = new TreeMap<>();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      while (planted.size() < faults) {
        int id = 1 + random.nextInt(rows);
        if (!planted.containsKey(id) && !planted.containsKey(rows + id)) {
          plant(statement, id, planted);
        }
      }
      connection.commit();
    }
    return planted;
  }

  /** Of seven rows one is gone at the source, one is missing in the lake, the others differ. */
  private void plant(Statement statement, int id, Map<Integer, String> planted)
      throws SQLException {
    int kind = random.nextInt(Fault.values().length + 2);
    if (kind == Fault.values().length) {
      statement.execute("DELETE FROM %s WHERE id = %d".formatted(TABLE, id));
      planted.put(id, "extra ");
      return;
    } else if (kind > Fault.values().length) {
      int other = rows + id;
      statement.execute("INSERT INTO %s (id) VALUES (%d)".formatted(TABLE, other));
      planted.put(other, "missing ");
      return;
    }
    Fault fault = Fault.values()[kind];
    statement.execute(
        "UPDATE %s SET %s = %s WHERE id = %d".formatted(TABLE, fault.column, fault.changed, id));
    planted.put(id, "changed " + fault.column);
  }

  private static String job(int exitCode, ShopSource source, String command, String... options)
      throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      return process.await(MAX_WAIT).require("firn " + command, exitCode).output();
    }
  }

  /** How each row that was named differs. */
  private static Map<Integer, String> found(String json) throws Exception {
    Map<Integer, String> found = new TreeMap<>();
    for (JsonNode table : new ObjectMapper().readTree(json).path("tables")) {
      for (JsonNode row : table.path("rows")) {
        StringBuilder columns = new StringBuilder();
        for (JsonNode column : row.path("columns")) {
          columns.append(columns.isEmpty() ? "" : " ").append(column.path("column").asText());
        }
        found.put(
            Integer.parseInt(row.path("key").path("id").asText()),
            row.path("kind").asText() + " " + columns);
      }
    }
    return found;
  }
}
