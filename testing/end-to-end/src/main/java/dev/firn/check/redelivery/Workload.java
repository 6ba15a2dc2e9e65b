package dev.firn.check.redelivery;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.SourceReader;
import dev.firn.endtoend.shop.Shop;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.postgresql.PGConnection;

/**
 * Changes of every kind that a repeat can falsify, by transactions that overlap; it goes on when
 * the server is killed under it.
 */
final class Workload implements AutoCloseable {

  /** Rows that updates, key swaps and large values find. */
  private static final int SEATS = 40;

  /** So that a change finds about as many rows, however long the check runs. */
  private static final int RECENT = 3000;

  private static final int WORKERS = 3;
  private static final int MAX_COPIED = 600;

  /** By name; {@code trail} is followed by append, so nothing in it is changed. */
  static final List<String> TABLES =
      List.of("seats", "parcels", "readings", "baskets", "trail", "imports", "ticks");

  private final Database database;
  private final ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
  private final AtomicLong next = new AtomicLong(1000);
  private final AtomicLong done = new AtomicLong();
  private volatile boolean stopped;

  private Workload(Database database) {
    this.database = database;
  }

  static void createTables(Database database) throws SQLException {
    database.execute(
        """
        CREATE SCHEMA %1$s;
        CREATE TABLE %1$s.seats (id bigint PRIMARY KEY, guest text, photo text);
        ALTER TABLE %1$s.seats ALTER photo SET STORAGE EXTERNAL;
        INSERT INTO %1$s.seats SELECT n, 'guest ' || n, repeat(n::text || ' ', 2000)
          FROM generate_series(1, %2$d) n;
        CREATE TABLE %1$s.parcels (id bigint PRIMARY KEY, content text);
        CREATE TABLE %1$s.readings (sensor bigint, value text);
        ALTER TABLE %1$s.readings REPLICA IDENTITY FULL;
        CREATE TABLE %1$s.baskets (id bigint, item text);
        ALTER TABLE %1$s.baskets REPLICA IDENTITY FULL;
        CREATE TABLE %1$s.imports (id bigint PRIMARY KEY, v text);
        CREATE TABLE %1$s.ticks (id bigint, v text);
        ALTER TABLE %1$s.ticks REPLICA IDENTITY FULL;
        CREATE TABLE %1$s.trail (id bigint, step text);
        ALTER TABLE %1$s.trail REPLICA IDENTITY FULL;
        """
            .formatted(Shop.SCHEMA, SEATS));
  }

  /** One COPY of many rows into a table with a key, and one into a table without. */
  static void copyMany(Database database, int rows) throws SQLException, IOException {
    StringBuilder text = new StringBuilder();
    for (int id = 1; id <= rows; id++) {
      text.append(id).append("\tcopied\n");
    }
    try (Connection connection = database.connect()) {
      for (String table : List.of("imports", "ticks")) {
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + at(table) + " FROM STDIN", new StringReader(text.toString()));
      }
    }
  }

  static Workload start(Database database, long seed) {
    Workload workload = new Workload(database);
    for (int worker = 0; worker < WORKERS; worker++) {
      Random random = new Random(seed + worker);
      workload.workers.execute(() -> workload.work(random));
    }
    return workload;
  }

  /** How many transactions were committed. */
  long transactions() {
    return done.get();
  }

  private void work(Random random) {
    while (!stopped) {
      try (Connection connection = database.connect()) {
        connection.setAutoCommit(false);
        while (!stopped) {
          transaction(connection, random);
          connection.commit();
          done.incrementAndGet();
          Thread.sleep(random.nextInt(500));
        }
      } catch (SQLException e) {
        // The server is away, or two have waited for each other: what was not committed never was.
        pause();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void transaction(Connection connection, Random random)
      throws SQLException, InterruptedException {
    int steps = 1 + random.nextInt(6);
    for (int i = 0; i < steps; i++) {
      if (random.nextInt(5) == 0) {
        copy(connection, random);
      } else {
        try (Statement statement = connection.createStatement()) {
          for (String sql : statements(random)) {
            statement.execute(sql);
          }
        }
      }
      if (random.nextInt(5) == 0) {
        Thread.sleep(random.nextInt(400));
      }
    }
  }

  /** Rows of one COPY share a position in the log; they differ, so that they can be told apart. */
  private void copy(Connection connection, Random random) throws SQLException {
    String table = List.of("parcels", "readings", "trail").get(random.nextInt(3));
    int rows = 1 + random.nextInt(MAX_COPIED);
    long first = next.getAndAdd(rows);
    StringBuilder text = new StringBuilder();
    for (long id = first; id < first + rows; id++) {
      text.append(id).append("\tcopied\n");
    }
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + at(table) + " FROM STDIN", new StringReader(text.toString()));
    } catch (IOException e) {
      throw new SQLException(e);
    }
  }

  private List<String> statements(Random random) {
    long id = next.getAndIncrement();
    int some = 1 + random.nextInt(SEATS);
    int other = 1 + random.nextInt(SEATS);
    return switch (random.nextInt(9)) {
      case 0 -> swap(some, other, -id);
      case 1 ->
          List.of(
              "UPDATE %s SET photo = repeat('%d ', 1500) WHERE id = %d"
                  .formatted(at("seats"), id, some));
      case 2 ->
          List.of(
              "UPDATE %s SET guest = 'guest %d' WHERE id IN (%d, %d)"
                  .formatted(at("seats"), id, some, other));
      case 3 ->
          List.of(
              "INSERT INTO %s VALUES (%d, 'sent')".formatted(at("parcels"), id),
              "INSERT INTO %s VALUES (%d, 'step')".formatted(at("trail"), id));
      case 4 ->
          List.of(
              "DELETE FROM %s WHERE id > %d AND id %% 50 = %d"
                  .formatted(at("parcels"), id - RECENT, random.nextInt(50)),
              "UPDATE %s SET content = content || '.' WHERE id > %d AND id %% 60 = %d"
                  .formatted(at("parcels"), id - RECENT, random.nextInt(60)));
      // Equal rows, of which some go again.
      case 5 ->
          List.of(
              "INSERT INTO %s VALUES (%d, 'same'), (%d, 'same')"
                  .formatted(at("readings"), some, some));
      case 6 ->
          List.of(
              "DELETE FROM %s WHERE ctid IN (SELECT ctid FROM %s WHERE sensor = %d LIMIT 1)"
                  .formatted(at("readings"), at("readings"), some),
              "UPDATE %s SET value = 'changed' WHERE sensor > %d AND sensor %% 70 = %d"
                  .formatted(at("readings"), id - RECENT, random.nextInt(70)));
      case 7 ->
          random.nextInt(4) == 0
              ? List.of("TRUNCATE " + at("baskets"))
              : List.of("INSERT INTO %s VALUES (%d, 'one')".formatted(at("baskets"), some));
      default ->
          List.of(
              "SAVEPOINT s",
              "INSERT INTO %s VALUES (%d, 'kept')".formatted(at("trail"), id),
              "RELEASE s");
    };
  }

  /** Two rows change their keys, and with them the large values that no event carries. */
  private static List<String> swap(int some, int other, long free) {
    if (some == other) {
      return List.of();
    }
    String seats = at("seats");
    // The lower one first, so that two swaps wait for each other in one direction only.
    int low = Math.min(some, other);
    int high = Math.max(some, other);
    List<String> swap = new ArrayList<>();
    swap.add("UPDATE %s SET id = %d WHERE id = %d".formatted(seats, free, low));
    swap.add("UPDATE %s SET id = %d WHERE id = %d".formatted(seats, low, high));
    swap.add("UPDATE %s SET id = %d WHERE id = %d".formatted(seats, high, free));
    return swap;
  }

  private static String at(String table) {
    return SourceReader.qualified(Shop.SCHEMA, table);
  }

  @Override
  public void close() {
    stopped = true;
    workers.shutdown();
    try {
      workers.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
