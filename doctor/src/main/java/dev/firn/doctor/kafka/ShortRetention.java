package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import java.time.Duration;
import java.util.List;

/** Whether Kafka keeps events for as long as a stream may pause. */
final class ShortRetention extends TopicProbe {

  private static final String MILLIS = "retention.ms";
  private static final String BYTES = "retention.bytes";
  private static final long MIN_MILLIS = Duration.ofDays(3).toMillis();
  private static final long GOOD_MILLIS = Duration.ofDays(7).toMillis();
  private static final long MIN_BYTES = 1L << 30;

  @Override
  public String name() {
    return "kafka.retention";
  }

  @Override
  public String finds() {
    return "topics that keep events for less than three days, or less than 1 GiB";
  }

  @Override
  void look(Topic topic, KafkaCalls calls, List<Finding> found) {
    long millis = topic.number(MILLIS, -1);
    if (millis >= 0 && millis < MIN_MILLIS) {
      found.add(
          Finding.warning(
              name(),
              "topic %s keeps events for %d min (%s): a stream that pauses for longer lacks them"
                  .formatted(topic.name(), Duration.ofMillis(millis).toMinutes(), MILLIS),
              Remedy.run(calls.set(topic.name(), MILLIS, Long.toString(GOOD_MILLIS)))));
    }
    long bytes = topic.number(BYTES, -1);
    if (bytes >= 0 && bytes < MIN_BYTES) {
      found.add(
          Finding.warning(
              name(),
              "topic %s keeps %d MiB of events in each partition (%s): a stream that pauses while more comes lacks them"
                  .formatted(topic.name(), bytes >> 20, BYTES),
              Remedy.run(calls.set(topic.name(), BYTES, "-1"))));
    }
  }
}
