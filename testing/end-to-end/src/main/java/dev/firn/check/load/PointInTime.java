package dev.firn.check.load;

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
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Loads three tables, in eight splits each, while money moves between them: the sum must be exact
 * in every load, with a slot made by the load and with one that is there. At last the stream takes
 * over behind a load that was surrounded by every kind of transaction, and must lose and double
 * none.
 */
public final class PointInTime {

  private final FirnInstallation firn = FirnInstallation.current();
  private final int runs;
  private final int accounts;
  private final boolean seam;
  private final long seed;

  private PointInTime(Options options) {
    runs = options.integer("runs");
    accounts = options.integer("accounts");
    seam = options.integer("seam") > 0;
    seed = options.integer("seed");
  }

  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new PointInTime(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    LocalStack.Builder services = LocalStack.in(directory.resolve("services"));
    int wrong = 0;
    try (LocalStack stack = (seam ? services : services.only(Service.POSTGRES)).start()) {
      PostgresServer postgres = stack.postgres();
      Database database = Database.of(postgres);
      createTables(database);
      Path home = Files.createDirectories(directory.resolve("home"));
      String brokers = seam ? stack.kafka().bootstrapServers() : "localhost:9092";
      ShopSource source = ShopSource.create(firn, Bank.SOURCE, home, database, brokers);
      try (RepeatedLoads loads = RepeatedLoads.start(firn, source.environment());
          Transfers transfers = new Transfers(database, Bank.TABLES, accounts, seed)) {
        for (int run = 1; run <= runs; run++) {
          wrong += isExact(run, source, database, loads) ? 0 : 1;
        }
        if (seam && !seamHolds(stack, source, database, loads, transfers)) {
          wrong++;
        }
      }
    }
    System.out.println("RESULT point-in-time runs=" + runs + " wrong=" + wrong);
    return wrong == 0;
  }

  /** One table in page ranges, one with eight leaves, one whose values are stored apart. */
  private void createTables(Database database) throws SQLException {
    String rows =
        " SELECT g, %d, %s FROM generate_series(1, %d) g"
            .formatted(Bank.BALANCE, "repeat('x', 2000)", accounts);
    database.execute(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.plain (id int PRIMARY KEY, balance bigint, filler text);
        CREATE TABLE shop.wide (id int PRIMARY KEY, balance bigint, filler text);
        ALTER TABLE shop.plain ALTER COLUMN filler SET STORAGE PLAIN;
        CREATE TABLE shop.parted (id int PRIMARY KEY, balance bigint, filler text)
          PARTITION BY HASH (id);
        """);
    Bank.createLeaves(database);
    for (String table : Bank.TABLES) {
      database.execute("INSERT INTO shop." + table + rows);
    }
  }

  private boolean isExact(int run, ShopSource source, Database database, RepeatedLoads loads)
      throws Exception {
    boolean newSlot = run % 2 == 1;
    if (newSlot) {
      LoadKillPoints.dropCapture(database, Bank.SOURCE);
    }
    Bank.load(loads);
    long sum = Bank.sum(source);
    long expected = Bank.expected(accounts);
    System.out.printf(
        "run %d with %s slot: sum %d, expected %d%n",
        run, newSlot ? "a new" : "an existing", sum, expected);
    return sum == expected;
  }

  /** A load with an existing slot, then the stream; the lake must equal the source at the end. */
  private boolean seamHolds(
      LocalStack stack,
      ShopSource source,
      Database database,
      RepeatedLoads loads,
      Transfers transfers)
      throws Exception {
    try (Connection across = database.connect();
        Connection undone = database.connect();
        Connection before = database.connect()) {
      CompletableFuture<Void> unseen = committedButNotVisible(database);
      begin(
          across,
          "INSERT INTO shop.plain VALUES (-1, 0, 'across')",
          "INSERT INTO shop.parted VALUES (-1, 0, 'across')");
      begin(undone, "INSERT INTO shop.plain VALUES (-2, 0, 'undone')");
      begin(before, "INSERT INTO shop.parted VALUES (-3, 0, 'just before')");
      before.commit();
      Bank.load(loads);
      across.commit();
      undone.rollback();
      database.execute("ALTER SYSTEM RESET synchronous_standby_names");
      database.execute("SELECT pg_reload_conf()");
      unseen.get();
    }
    Thread.sleep(1000);
    System.out.println("transfers: " + transfers.stop());
    stack.connect().deploy(source.connectorFile());
    stack.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(2));
    try (FirnProcess stream =
        source.start("cdc", "--trigger-interval", "1s", "--until-idle", "10s")) {
      FirnProcess.Result ended = stream.await(Duration.ofMinutes(5));
      if (ended.exitCode() != 0) {
        throw new IllegalStateException("The stream ended with " + ended);
      }
    }
    boolean equal = true;
    for (TableComparison table : source.compare(Bank.TABLES)) {
      System.out.print("seam: " + table.describe());
      equal &= table.isEqual();
    }
    return equal;
  }

  /** In a transaction that stays open, and whose commit will not wait for a standby. */
  private static void begin(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET synchronous_commit = local");
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * A transaction whose commit is in the log, and streamed, but which no snapshot sees, because it
   * waits for a standby that does not exist.
   */
  private static CompletableFuture<Void> committedButNotVisible(Database database)
      throws Exception {
    database.execute("ALTER SYSTEM SET synchronous_standby_names = 'nope'");
    database.execute("SELECT pg_reload_conf()");
    CompletableFuture<Void> commit =
        CompletableFuture.runAsync(
            () -> {
              try {
                database.execute("INSERT INTO shop.plain VALUES (-4, 0, 'not visible yet')");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      for (int tries = 0; tries < 100; tries++) {
        try (ResultSet waiting =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) {
          waiting.next();
          if (waiting.getLong(1) == 1) {
            return commit;
          }
        }
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("No commit waits for the standby");
  }
}
