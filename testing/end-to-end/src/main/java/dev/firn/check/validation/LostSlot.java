package dev.firn.check.validation;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.TableComparison;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.FaultProxy;
import dev.firn.localstack.LocalStack;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Drops the replication slot of a stream while rows are written, lets a load read only what differs
 * since, and the stream go on: the table is to be equal at the end, and what went between Firn and
 * the database is counted by a proxy between them.
 */
public final class LostSlot {

  private static final String NAME = "levelled";
  private static final String TABLE = Shop.SCHEMA + "." + NAME;
  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final int DATA_GAP = 8;

  /** Of a thousand rows so many may differ. */
  private static final int MAX_DIFFERING = 1;

  private static final double MAX_SHARE = 0.05;
  private static final Pattern LEVELLED =
      Pattern.compile("Levelled .*: (\\d+) of (\\d+) rows differed");

  private final int rows;
  private final int seconds;
  private final Random random;
  private final long seed;

  private LostSlot(Options options) {
    rows = options.integer("rows");
    seconds = options.integer("seconds");
    seed = options.integer("seed");
    random = new Random(seed);
  }

  /** True if the table is equal and little of it was read. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new LostSlot(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    try (LocalStack stack = LocalStack.in(directory.resolve("services")).start();
        FaultProxy line = FaultProxy.before(stack.postgres().port())) {
      Database server = Database.of(stack.postgres());
      fill(server);
      Database counted =
          new Database(
              "127.0.0.1", line.port(), server.name(), server.username(), server.password());
      ShopSource source =
          ShopSource.create(
                  FirnInstallation.current(),
                  NAME,
                  Files.createDirectories(directory.resolve("home")),
                  counted,
                  stack.kafka().bootstrapServers())
              .with("FIRN_MASTER", "local[2]")
              .with("FIRN_DRIVER_MEMORY", "1g")
              .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
      long loaded = bytes(line, () -> job(0, source, "bulk-load"));
      stack.connect().deploy(source.connectorFile());
      stack.connect().awaitRunning(source.connectorName(), MAX_WAIT);
      AtomicBoolean isOver = new AtomicBoolean();
      AtomicLong written = new AtomicLong();
      Thread writer = new Thread(() -> write(server, isOver, written), "writer");
      writer.start();
      try {
        loseSlot(stack, source, server);
        Thread.sleep(Duration.ofSeconds(seconds).toMillis());
        StringBuilder log = new StringBuilder();
        long levelled =
            bytes(line, () -> log.append(job(0, source, "bulk-load", "--differences").log()));
        long differing = differing(log.toString());
        stack.connect().deploy(source.connectorFile());
        stack.connect().awaitRunning(source.connectorName(), MAX_WAIT);
        try (FirnProcess consumer =
            source.start("cdc", "--trigger-interval", "1s", "--until-idle", "20s")) {
          Thread.sleep(Duration.ofSeconds(seconds).toMillis());
          isOver.set(true);
          writer.join();
          consumer.await(MAX_WAIT).require("firn cdc", 0);
        }
        return judge(source, loaded, levelled, differing, written.get());
      } finally {
        isOver.set(true);
        writer.join();
      }
    }
  }

  private boolean judge(
      ShopSource source, long loaded, long levelled, long differing, long transactions)
      throws Exception {
    List<TableComparison> left =
        source.compare(List.of(NAME)).stream().filter(table -> !table.isEqual()).toList();
    left.forEach(System.out::println);
    double share = (double) levelled / loaded;
    System.out.printf(
        Locale.ROOT,
        "RESULT lost-slot rows=%d differing=%d bytes=%d load_bytes=%d share=%.4f left=%d"
            + " transactions=%d seed=%d%n",
        rows,
        differing,
        levelled,
        loaded,
        share,
        left.size(),
        transactions,
        seed);
    return left.isEmpty()
        && differing > 0
        && differing * 1000 <= (long) rows * MAX_DIFFERING
        && share <= MAX_SHARE;
  }

  /** The stream runs, its slot is dropped, and it ends saying so. */
  private void loseSlot(LocalStack stack, ShopSource source, Database server) throws Exception {
    try (FirnProcess consumer = source.start("cdc", "--trigger-interval", "1s")) {
      awaitEvents(source);
      // The connector would take the slot again at once.
      stack.connect().halt(source.connectorName());
      server.execute(
          """
          DO $$
          BEGIN
            FOR i IN 1 .. 600 LOOP
              PERFORM pg_terminate_backend(active_pid) FROM pg_replication_slots
                WHERE active_pid IS NOT NULL;
              BEGIN
                PERFORM pg_drop_replication_slot(slot_name) FROM pg_replication_slots;
                EXIT;
              EXCEPTION WHEN object_in_use THEN
                PERFORM pg_sleep(0.1);
              END;
            END LOOP;
          END $$
          """);
      consumer.await(MAX_WAIT).require("firn cdc", DATA_GAP);
    }
    stack.connect().forgetOffsets(source.connectorName());
    stack.connect().delete(source.connectorName());
  }

  private static void awaitEvents(ShopSource source) throws Exception {
    long end = System.nanoTime() + MAX_WAIT.toNanos();
    while (source.eventsApplied().values().stream().mapToLong(Long::longValue).sum() < 20) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("Nothing was applied within " + MAX_WAIT);
      }
      Thread.sleep(500);
    }
  }

  /** Does something that can fail. */
  private interface Work {
    void run() throws Exception;
  }

  /** What goes over the line meanwhile, in both directions. */
  private static long bytes(FaultProxy line, Work work) throws Exception {
    long before = line.bytes();
    work.run();
    return line.bytes() - before;
  }

  /** How many rows a load has brought to what they are, as its log tells. */
  private static long differing(String log) {
    Matcher told = LEVELLED.matcher(log);
    if (!told.find()) {
      throw new IllegalStateException("The load has levelled no table:\n" + log);
    }
    return Long.parseLong(told.group(1));
  }

  private void fill(Database database) throws SQLException {
    database.execute("CREATE SCHEMA " + Shop.SCHEMA);
    database.execute(
        """
        CREATE TABLE %s (id int PRIMARY KEY, note text, amount numeric(38,10), at timestamptz,
          ratio bigint, code char(4), body text)
        """
            .formatted(TABLE));
    database.execute(
        """
        INSERT INTO %s SELECT g, CASE WHEN g %% 10 > 0 THEN md5(g::text) END, g * 1.1,
          timestamptz '2020-01-01 00:00+00' + g * interval '1 minute', g * 7, 'c',
          repeat(md5(g::text), 3) FROM generate_series(1, %d) g
        """
            .formatted(TABLE, rows));
  }

  /** Changes, deletes and adds rows, but no more than one of so many. */
  private void write(Database database, AtomicBoolean isOver, AtomicLong written) {
    int most = rows * MAX_DIFFERING / 1000;
    int[] keys = random.ints(most, 1, rows + most).toArray();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      while (!isOver.get()) {
        int id = keys[random.nextInt(keys.length)];
        switch (random.nextInt(4)) {
          case 0 -> statement.execute("DELETE FROM %s WHERE id = %d".formatted(TABLE, id));
          case 1 ->
              statement.execute(
                  "INSERT INTO %s (id, note) VALUES (%d, 'new') ON CONFLICT DO NOTHING"
                      .formatted(TABLE, id));
          default ->
              statement.execute(
                  "UPDATE %s SET note = md5(random()::text), ratio = ratio + 1 WHERE id = %d"
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

  private static FirnProcess.Result job(
      int exitCode, ShopSource source, String command, String... options) throws Exception {
    try (FirnProcess process = source.start(command, options)) {
      return process.await(MAX_WAIT).require("firn " + command, exitCode);
    }
  }
}
