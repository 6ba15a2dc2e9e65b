package dev.firn.check.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
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
import java.util.TreeMap;

/**
 * Loads a table, changes rows of it at random without telling the lake, and lets a validation name
 * them by key and column. Nothing is repaired yet, and nothing writes while it is looked for.
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
  private final Random random;
  private final long seed;

  private PlantedFaults(Options options) {
    rows = options.integer("rows");
    faults = options.integer("faults");
    seed = options.integer("seed");
    random = new Random(seed);
  }

  /** True if all faults were found, and nothing else. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new PlantedFaults(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      Database database = Database.of(stack.postgres());
      fill(database);
      ShopSource source =
          ShopSource.create(
                  FirnInstallation.current(),
                  "planted",
                  Files.createDirectories(directory.resolve("home")),
                  database,
                  "localhost:9092")
              .with("FIRN_MASTER", "local[2]")
              .with("FIRN_DRIVER_MEMORY", "1g")
              .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      job(0, source, "bulk-load");
      Map<Integer, String> before = found(validate(0, source));
      Map<Integer, String> planted = plant(database);
      Map<Integer, String> found = found(validate(MISMATCH, source));
      long named =
          planted.entrySet().stream()
              .filter(fault -> fault.getValue().equals(found.get(fault.getKey())))
              .count();
      long wrong =
          before.size() + found.keySet().stream().filter(id -> !planted.containsKey(id)).count();
      planted.forEach(
          (id, fault) -> {
            if (!fault.equals(found.get(id))) {
              System.out.println("row " + id + ": " + fault + ", found " + found.get(id));
            }
          });
      System.out.printf(
          Locale.ROOT,
          "RESULT validation planted=%d found=%d false_alarms=%d rows=%d seed=%d%n",
          planted.size(),
          named,
          wrong,
          rows,
          seed);
      return named == planted.size() && wrong == 0;
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
      FirnProcess.Result result = process.await(MAX_WAIT);
      if (result.exitCode() != exitCode) {
        throw new IllegalStateException(
            "firn %s ended with %d:%n%s%n%s"
                .formatted(command, result.exitCode(), result.output(), result.log()));
      }
      return result.output();
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
