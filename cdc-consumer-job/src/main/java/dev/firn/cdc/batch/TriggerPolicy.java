package dev.firn.cdc.batch;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.streaming.Trigger;

/**
 * When a batch begins: at once if it is full, otherwise an interval after the one before it.
 * Waiting with a full one would limit a stream that has fallen behind to one batch in each
 * interval.
 *
 * @param events at which a batch is full
 * @param once true to read what is there now, in as many batches as it takes, and to wait for
 *     nothing
 */
public record TriggerPolicy(int events, Duration interval, boolean once) {

  /** How often Kafka is asked whether there is a full batch; also the least latency of one. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** When Spark looks whether a batch is to begin. */
  public Trigger trigger() {
    return once
        ? Trigger.AvailableNow()
        : Trigger.ProcessingTime(
            (interval.compareTo(BETWEEN_LOOKS) < 0 ? interval : BETWEEN_LOOKS).toMillis());
  }

  /** What Spark's Kafka source decides by when it is looked at. */
  Map<String, String> readerOptions() {
    Map<String, String> options = new HashMap<>();
    options.put("maxOffsetsPerTrigger", Integer.toString(events));
    if (!once) {
      options.put("minOffsetsPerTrigger", Integer.toString(events));
      options.put("maxTriggerDelay", interval.toMillis() + "ms");
    }
    return options;
  }
}
