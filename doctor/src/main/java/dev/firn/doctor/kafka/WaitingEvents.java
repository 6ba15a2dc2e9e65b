package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.ShellWord;
import dev.firn.status.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Whether somebody applies what is in Kafka. */
final class WaitingEvents implements Probe<Facts> {

  /** A stream that runs measures after each batch. */
  private static final Duration MAX_SILENCE = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "kafka.waiting";
  }

  @Override
  public String finds() {
    return "events that wait in Kafka while no stream of the source runs";
  }

  @Override
  public List<Finding> look(Facts facts) {
    List<Followed> behind =
        Followed.of(facts).stream().filter(table -> table.waiting() > 0).toList();
    Instant measured = lastMeasured(facts);
    if (behind.isEmpty() || isStreamRunning(facts)) {
      return List.of();
    }
    long events = behind.stream().mapToLong(Followed::waiting).sum();
    return List.of(
        Finding.warning(
            name(),
            "%d events of %d tables wait in Kafka, and no stream has %s"
                .formatted(
                    events,
                    behind.size(),
                    measured.equals(Instant.EPOCH)
                        ? "ever applied anything"
                        : "applied anything since " + measured),
            apply(facts)));
  }

  static Remedy apply(Facts facts) {
    return Remedy.run("firn cdc --source " + ShellWord.quoted(facts.config().name()) + " --once");
  }

  /** True if a stream of the source has said lately how far it is. */
  static boolean isStreamRunning(Facts facts) {
    return lastMeasured(facts).plus(MAX_SILENCE).isAfter(facts.now());
  }

  private static Instant lastMeasured(Facts facts) {
    Map<String, TableStatus> statuses =
        facts.lake().find().map(LakeFacts::statuses).orElse(Map.of());
    return statuses.values().stream()
        .map(status -> status.freshness().measuredAt())
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }
}
