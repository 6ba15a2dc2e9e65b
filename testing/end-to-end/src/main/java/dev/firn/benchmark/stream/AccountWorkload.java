package dev.firn.benchmark.stream;

import dev.firn.cdc.testing.AccountEvents;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
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

  private static final int GONE = -1;

  private final int rows;
  private final String topic;
  private final AccountEvents events;
  private final Random random = new Random(7);

  /** By key; no objects, because those would be work for the collector that is measured, too. */
  private int[] balances;

  private int nextKey;

  AccountWorkload(String source, String table, int rows) {
    this.rows = rows;
    this.nextKey = rows;
    this.balances = IntStream.range(0, rows).map(key -> key % 1000).toArray();
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
    balances = Arrays.copyOf(balances, nextKey + count);
    for (int i = 0; i < count; i++) {
      int kind = random.nextInt(20);
      int key = random.nextInt(rows);
      if (kind == 0 || balances[key] == GONE) {
        int inserted = nextKey++;
        balances[inserted] = random.nextInt(100_000);
        send(producer, inserted, 'c', null, row(inserted, balances[inserted]));
      } else if (kind == 1) {
        balances[key] = GONE;
        send(producer, key, 'd', AccountEvents.row(key, 0, 0, null), null);
      } else {
        balances[key] = random.nextInt(100_000);
        send(producer, key, 'u', null, row(key, balances[key]));
      }
    }
    producer.flush();
  }

  private static String row(int key, int balance) {
    return AccountEvents.row(key, key % 100, balance, FILLER);
  }

  private void send(
      Producer<byte[], byte[]> producer,
      long key,
      char operation,
      @Nullable String before,
      @Nullable String after) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            topic, 0, AccountEvents.key(key), events.envelope(operation, before, after));
    AccountEvents.prove(record);
    var unused = producer.send(record);
  }

  /** Fails if the table does not hold what the events have made of it. */
  void requireHeld(Dataset<Row> table) {
    long count = 0;
    long sum = 0;
    long weighted = 0;
    for (int key = 0; key < nextKey; key++) {
      if (balances[key] != GONE) {
        count++;
        sum += balances[key];
        weighted += balances[key] * (key % 97L);
      }
    }
    Row held = table.selectExpr("count(*)", "sum(abalance)", "sum(abalance * (aid % 97))").first();
    if (held.getLong(0) != count || held.getLong(1) != sum || held.getLong(2) != weighted) {
      throw new IllegalStateException(
          "The table holds %s instead of [%d,%d,%d]; nothing counts"
              .formatted(held, count, sum, weighted));
    }
  }
}
