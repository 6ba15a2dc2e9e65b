package dev.firn.check.outages;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.shop.Shop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;

/** A few transactions a second, for as long as the database is there to take them. */
final class SteadyWrites implements AutoCloseable {

  /** {@code archive} is large and quiet, {@code beat} has a row that each transaction changes. */
  static final List<String> TABLES = List.of("orders", "notes", "readings", "archive", "beat");

  static final String BEAT = "beat";

  private static final int ORDERS = 500;
  private static final long PAUSE_MILLIS = 250;

  private final Database database;
  private final Random random;
  private final Thread writer = new Thread(this::write, "steady writes");
  private volatile boolean stopped;
  private volatile long beats;

  private SteadyWrites(Database database, long seed) {
    this.database = database;
    this.random = new Random(seed);
  }

  static void createTables(Database database, int archived) throws SQLException {
    database.execute(
        """
        CREATE SCHEMA %1$s;
        CREATE TABLE %1$s.orders (id bigint PRIMARY KEY, state text, amount numeric(12,2));
        INSERT INTO %1$s.orders SELECT n, 'new', n FROM generate_series(1, %2$d) n;
        CREATE TABLE %1$s.notes (id bigint PRIMARY KEY, subject text, body text);
        ALTER TABLE %1$s.notes ALTER body SET STORAGE EXTERNAL;
        INSERT INTO %1$s.notes SELECT n, 'note ' || n, repeat(n::text || ' ', 2000)
          FROM generate_series(1, 40) n;
        CREATE TABLE %1$s.readings (sensor bigint, value text);
        ALTER TABLE %1$s.readings REPLICA IDENTITY FULL;
        CREATE TABLE %1$s.archive (id bigint PRIMARY KEY, body text);
        INSERT INTO %1$s.archive SELECT n, repeat(md5(n::text), 8) FROM generate_series(1, %3$d) n;
        CREATE TABLE %1$s.beat (id int PRIMARY KEY, n bigint);
        INSERT INTO %1$s.beat VALUES (1, 0);
        """
            .formatted(Shop.SCHEMA, ORDERS, archived));
  }

  static SteadyWrites start(Database database, long seed) {
    SteadyWrites writes = new SteadyWrites(database, seed);
    writes.writer.setDaemon(true);
    writes.writer.start();
    return writes;
  }

  /** How many transactions the database has confirmed. */
  long beats() {
    return beats;
  }

  /** Waits for a transaction that begins from now on, and says which it is. */
  long next() throws InterruptedException {
    while (beats == 0) {
      Thread.sleep(50);
    }
    long wanted = beats + 2;
    while (beats < wanted) {
      Thread.sleep(50);
    }
    return wanted;
  }

  private void write() {
    while (!stopped) {
      try (Connection connection = database.connect()) {
        connection.setAutoCommit(false);
        while (!stopped) {
          beats = transaction(connection);
          Thread.sleep(PAUSE_MILLIS);
        }
      } catch (SQLException e) {
        // The server is away; what it has not confirmed it may have kept all the same.
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

  private long transaction(Connection connection) throws SQLException {
    int id = 1 + random.nextInt(ORDERS);
    int note = 1 + random.nextInt(40);
    try (Statement statement = connection.createStatement()) {
      switch (random.nextInt(5)) {
        case 0 ->
            statement.execute(
                "INSERT INTO shop.orders SELECT max(id) + 1, 'new', 1 FROM shop.orders");
        case 1 -> statement.execute("DELETE FROM shop.orders WHERE id = " + id);
        case 2 ->
            // A large value that does not change is in no event.
            statement.execute("UPDATE shop.notes SET subject = subject || '.' WHERE id = " + note);
        case 3 -> {
          statement.execute("INSERT INTO shop.readings VALUES (" + note + ", 'same')");
          statement.execute(
              "UPDATE shop.readings SET value = 'changed' WHERE ctid = (SELECT min(ctid) FROM"
                  + " shop.readings WHERE value = 'same')");
        }
        default -> statement.execute("UPDATE shop.orders SET amount = amount + 1 WHERE id = " + id);
      }
      statement.execute("UPDATE shop.beat SET n = n + 1");
      try (ResultSet beat = statement.executeQuery("SELECT n FROM shop.beat")) {
        beat.next();
        long now = beat.getLong(1);
        connection.commit();
        return now;
      }
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped = true;
    writer.interrupt();
    writer.join();
  }
}
