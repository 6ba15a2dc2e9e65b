package dev.firn.cdc;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * pgbench's accounts as a topic: nine of ten events update a row that is chosen by chance, the rest
 * inserts and deletes. Knows what the table must hold in the end.
 */
final class AccountWorkload {

  /** As long as pgbench's own. */
  private static final String FILLER = "x".repeat(84);

  private final long rows;
  private final String topic;
  private final AccountEvents events;
  private final Random random = new Random(7);

  /** The balances of the keys that were touched; null for rows that are gone. */
  private final Map<Long, @Nullable Integer> touched = new HashMap<>();

  private long nextKey;

  AccountWorkload(String source, String table, long rows) {
    this.rows = rows;
    this.nextKey = rows;
    this.topic = source + ".public." + table;
    this.events = new AccountEvents(source, "public", table);
  }

  String topic() {
    return topic;
  }

  /** The rows that are there before the first event: account 7 has the balance 7, and so on. */
  static String[] columns() {
    return new String[] {
      "id AS aid",
      "CAST(id % 100 AS INT) AS bid",
      "CAST(id % 1000 AS INT) AS abalance",
      "'" + FILLER + "' AS filler"
    };
  }

  void record(Producer<byte[], byte[]> producer, int count) {
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(20);
      if (kind == 0) {
        insert(producer);
      } else {
        long key = random.nextLong(rows);
        if (touched.containsKey(key) && touched.get(key) == null) {
          insert(producer);
        } else if (kind == 1) {
          touched.put(key, null);
          send(producer, key, 'd', AccountEvents.row(key, 0, 0, null), null);
        } else {
          int balance = random.nextInt(100_000);
          touched.put(key, balance);
          send(producer, key, 'u', null, row(key, balance));
        }
      }
    }
    producer.flush();
  }

  private void insert(Producer<byte[], byte[]> producer) {
    long key = nextKey++;
    int balance = random.nextInt(100_000);
    touched.put(key, balance);
    send(producer, key, 'c', null, row(key, balance));
  }

  private static String row(long key, int balance) {
    return AccountEvents.row(key, (int) (key % 100), balance, FILLER);
  }

  private void send(
      Producer<byte[], byte[]> producer,
      long key,
      char operation,
      @Nullable String before,
      @Nullable String after) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, 0, AccountEvents.key(key), events.envelope(operation, before, after)));
  }

  /** Fails if the table does not hold what the events have made of it. */
  void requireHeld(Dataset<Row> table) {
    long count = nextKey;
    long balances = 0;
    for (long i = 0; i < 1000; i++) {
      balances += i * (rows / 1000);
    }
    long weighted = 0;
    for (Map.Entry<Long, @Nullable Integer> entry : touched.entrySet()) {
      long before = entry.getKey() < rows ? entry.getKey() % 1000 : 0;
      Integer balance = entry.getValue();
      long now = balance == null ? 0 : balance;
      count -= balance == null ? 1 : 0;
      balances += now - before;
      weighted += (now - before) * (entry.getKey() % 97);
    }
    for (long i = 0; i < rows; i++) {
      weighted += (i % 1000) * (i % 97);
    }
    Row held = table.selectExpr("count(*)", "sum(abalance)", "sum(abalance * (aid % 97))").first();
    if (held.getLong(0) != count || held.getLong(1) != balances || held.getLong(2) != weighted) {
      throw new IllegalStateException(
          "The table holds %s instead of [%d,%d,%d]; nothing counts"
              .formatted(held, count, balances, weighted));
    }
  }
}
