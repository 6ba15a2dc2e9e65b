package dev.firn.check.bookmarks;

import dev.firn.endtoend.compare.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Applications whose transactions stay open for a while before, between and after what they write,
 * so that they commit late and in another order than they began.
 */
final class LateWriters implements AutoCloseable {

  private static final int MAX_STATEMENTS = 6;
  private static final int MAX_PAUSE_MILLIS = 1500;

  /** Of so many transactions one stays open across several reads. */
  private static final int LONG_ONE_IN = 12;

  private static final int LONG_MILLIS = 25_000;

  private final Database database;
  private final int keys;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger next;
  private final AtomicLong commits = new AtomicLong();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private volatile boolean stops;

  LateWriters(Database database, int keys, int writers, long seed) {
    this.database = database;
    this.keys = keys;
    this.next = new AtomicInteger(keys + 1 + (int) (seed & 0xff) * 1_000_000);
    for (int i = 0; i < writers; i++) {
      Random random = new Random(seed * 31 + i);
      Thread thread = new Thread(() -> write(random), "late-writer-" + i);
      thread.start();
      threads.add(thread);
    }
  }

  private void write(Random random) {
    while (!stops) {
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        connection.setAutoCommit(false);
        // It has begun then, and has no number yet.
        statement.execute("SELECT now()");
        pause(random, random.nextInt(LONG_ONE_IN) == 0 ? LONG_MILLIS : MAX_PAUSE_MILLIS);
        int statements = 1 + random.nextInt(MAX_STATEMENTS);
        for (int i = 0; i < statements; i++) {
          statement.execute(change(random));
          pause(random, random.nextInt(LONG_ONE_IN) == 0 ? LONG_MILLIS : MAX_PAUSE_MILLIS / 4);
        }
        pause(random, MAX_PAUSE_MILLIS);
        if (random.nextInt(10) == 0) {
          connection.rollback();
        } else {
          connection.commit();
          commits.incrementAndGet();
        }
      } catch (SQLException e) {
        // Two of them may have waited for each other.
        if (!String.valueOf(e.getSQLState()).startsWith("40")) {
          failure.set(e);
          return;
        }
      }
    }
  }

  private String change(Random random) {
    MarkedTable table = MarkedTable.ALL.get(random.nextInt(MarkedTable.ALL.size()));
    String name = "shop." + table.name();
    int id = 1 + random.nextInt(keys);
    int amount = random.nextInt(100_000);
    return switch (random.nextInt(10)) {
      case 0 -> "DELETE FROM %s WHERE id = %d".formatted(name, id);
      case 1, 2, 3 ->
          "INSERT INTO %s VALUES (%d, 'new %d', %d, %s)"
              .formatted(name, next.getAndIncrement(), amount, amount, table.onInsert());
      default ->
          "UPDATE %s SET v = 'set %d', amount = %d, at = %s WHERE id BETWEEN %d AND %d"
              .formatted(name, amount, amount, table.onInsert(), id, id + random.nextInt(3));
    };
  }

  private void pause(Random random, int most) {
    long end = System.nanoTime() + random.nextInt(most) * 1_000_000L;
    while (!stops && System.nanoTime() < end) {
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Lets all of them end what they are at; how many transactions have been committed. */
  long stop() throws Exception {
    stops = true;
    for (Thread thread : threads) {
      thread.join();
    }
    Exception failed = failure.get();
    if (failed != null) {
      throw failed;
    }
    return commits.get();
  }

  @Override
  public void close() {
    stops = true;
  }
}
