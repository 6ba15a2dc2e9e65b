package dev.firn.check.bookmarks;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Reads tables by bookmarks of every kind again and again, while transactions commit late and out
 * of order, and halts some of the runs at their steps. Whenever the writers rest, the lake must
 * have every row of the source as it is, and beside them only rows that were deleted; once all rows
 * were compared, not even those.
 */
public final class BookmarksCheck {

  private static final int KILLED = 137;
  private static final String SOURCE = "marks";

  private static final List<String> STEPS =
      List.of(
          "load.bookmark.read#2",
          "load.publish.before#1",
          "load.publish.after#2",
          "load.publish.before#4",
          "load.publish.after#5",
          "load.bookmark.state#1");

  private final FirnInstallation firn = FirnInstallation.current();
  private final int rounds;
  private final int runs;
  private final int rows;
  private final int writers;
  private final long seed;
  private int killed;

  private BookmarksCheck(Options options) {
    rounds = options.integer("rounds");
    runs = options.integer("runs");
    rows = options.integer("rows");
    writers = options.integer("writers");
    seed = options.integer("seed");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new BookmarksCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    int diverged = 0;
    long commits = 0;
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      PostgresServer postgres = stack.postgres();
      Database database = Database.of(postgres);
      createTables(database);
      Path home = Files.createDirectories(directory.resolve("home"));
      ShopSource source = ShopSource.create(firn, SOURCE, home, database, "localhost:9092");
      source.writeSources(config());
      source.with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      Random random = new Random(seed);
      try (RepeatedLoads loads = RepeatedLoads.start(firn, source.environment())) {
        load(loads);
        for (int round = 1; round <= rounds; round++) {
          try (LateWriters late = new LateWriters(database, rows, writers, seed + round)) {
            for (int run = 0; run < runs; run++) {
              load(loads);
            }
            kill(source, STEPS.get(random.nextInt(STEPS.size())));
            load(loads);
            commits += late.stop();
          }
          load(loads);
          diverged += differing(round, source, true);
        }
        load(loads, "--differences");
        diverged += differing(rounds + 1, source, false);
      }
    }
    System.out.printf(
        "RESULT bookmarks runs=%d killed=%d commits=%d diverged=%d seed=%d%n",
        rounds * (runs + 3) + 2, killed, commits, diverged, seed);
    return diverged == 0;
  }

  private void createTables(Database database) throws SQLException {
    database.execute("CREATE SCHEMA shop");
    database.execute("CREATE SEQUENCE shop.numbers");
    for (MarkedTable table : MarkedTable.ALL) {
      for (String statement : table.create(rows)) {
        database.execute(statement);
      }
    }
  }

  private static String config() {
    StringBuilder text = new StringBuilder("    bookmark: {compare: never}\n    tables:\n");
    for (MarkedTable table : MarkedTable.ALL) {
      text.append("      %s: {bookmark: {%s}}%n".formatted(table.name(), table.bookmark()));
    }
    return text.toString();
  }

  private static void load(RepeatedLoads loads, String... more) throws Exception {
    String[] arguments = new String[2 + more.length];
    arguments[0] = "--source";
    arguments[1] = SOURCE;
    System.arraycopy(more, 0, arguments, 2, more.length);
    loads.load(arguments).requireSuccess();
  }

  private void kill(ShopSource source, String step) throws Exception {
    source.with("SPARK_SUBMIT_OPTS", "-Dfirn.halt-at=" + step);
    try (FirnProcess process = source.start("bulk-load", "--parallel-workers", "1")) {
      int code = process.await(Duration.ofMinutes(3)).exitCode();
      System.out.println("halted at " + step + ": " + code);
      killed += code == KILLED ? 1 : 0;
    }
    source.without("SPARK_SUBMIT_OPTS");
  }

  /**
   * How many tables differ.
   *
   * @param mayKeep true if the lake may have rows that were deleted at the source
   */
  private static int differing(int round, ShopSource source, boolean mayKeep) throws Exception {
    int differing = 0;
    for (TableComparison table :
        source.compare(MarkedTable.ALL.stream().map(MarkedTable::name).toList())) {
      long wrong =
          table.differences().stream()
              .filter(line -> !mayKeep || !line.endsWith("only in the lake"))
              .count();
      if (wrong > 0) {
        differing++;
        System.out.print("round " + round + ", " + table.describe());
      }
    }
    return differing;
  }
}
