package dev.firn.cdc.testing;

import dev.firn.cdc.event.EventHeaders;
import dev.firn.model.ReadPoint;
import dev.firn.source.postgres.log.PostgresLsn;
import dev.firn.source.postgres.log.PostgresReadPoint;
import dev.firn.source.postgres.log.VisibleTransactions;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Events of tables that look like pgbench's accounts, as Debezium 3.6 writes them for PostgreSQL
 * with its JSON converter and without schemas.
 */
public final class AccountEvents {

  private static final long FIRST_LSN = 0x1000000;
  private static final long MILLIS = 1_767_225_600_000L;

  /** When the source committed the first event. */
  public static final Instant FIRST_COMMIT = Instant.ofEpochMilli(MILLIS);

  private final String prefix;
  private final String schema;
  private final String table;
  private long lsn = FIRST_LSN;

  public AccountEvents(String prefix, String schema, String table) {
    this.prefix = prefix;
    this.schema = schema;
    this.table = table;
  }

  /** As the connector of a load marks what it sends. */
  public static void prove(ProducerRecord<byte[], byte[]> event) {
    event.headers().add(EventHeaders.FIRN_SETTINGS, new byte[] {'1'});
  }

  public static byte[] key(long aid) {
    return ("{\"aid\":" + aid + "}").getBytes(StandardCharsets.UTF_8);
  }

  public static String row(long aid, int bid, int balance, @Nullable String filler) {
    String text = filler == null ? "null" : "\"" + filler + "\"";
    return "{\"aid\":"
        + aid
        + ",\"bid\":"
        + bid
        + ",\"abalance\":"
        + balance
        + ",\"filler\":"
        + text
        + "}";
  }

  /** Between the last event and the next one. */
  public ReadPoint readPoint() {
    long next = lsn / 64 + 1;
    return new PostgresReadPoint(
        new PostgresLsn(lsn + 1), VisibleTransactions.parse(next + ":" + next + ":"), FIRST_COMMIT);
  }

  /** The next event of the log; each is a transaction of its own. */
  public byte[] envelope(char operation, @Nullable String before, @Nullable String after) {
    lsn += 64;
    long millis = MILLIS + (lsn - FIRST_LSN) / 640;
    StringBuilder json = new StringBuilder(640);
    json.append("{\"before\":").append(before).append(",\"after\":").append(after);
    json.append(
        ",\"source\":{\"version\":\"3.7.0.Final\",\"connector\":\"postgresql\",\"name\":\"");
    json.append(prefix).append("\",\"ts_ms\":").append(millis);
    json.append(",\"snapshot\":\"false\",\"db\":\"bench\",\"sequence\":\"[\\\"").append(lsn - 64);
    json.append("\\\",\\\"").append(lsn).append("\\\"]\",\"ts_us\":").append(millis).append("000");
    json.append(",\"ts_ns\":").append(millis).append("000000,\"schema\":\"").append(schema);
    json.append("\",\"table\":\"").append(table).append("\",\"txId\":").append(lsn / 64);
    json.append(",\"lsn\":").append(lsn).append(",\"xmin\":null},\"transaction\":null,\"op\":\"");
    json.append(operation).append("\",\"ts_ms\":").append(millis + 180).append(",\"ts_us\":");
    json.append(millis + 180).append("123,\"ts_ns\":").append(millis + 180).append("123456}");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }
}
