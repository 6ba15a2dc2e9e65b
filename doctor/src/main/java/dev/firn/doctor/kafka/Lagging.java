package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.Topic;
import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.ShellWord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** How far tables are behind their topics, for how long, and until when Kafka keeps the rest. */
final class Lagging implements Probe<Facts> {

  private static final String RETENTION = "retention.ms";
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SOON = Duration.ofHours(1);
  private static final Duration NEAR = Duration.ofHours(24);
  private static final long GOOD_MILLIS = Duration.ofDays(7).toMillis();

  @Override
  public String name() {
    return "kafka.lag";
  }

  @Override
  public String finds() {
    return "tables that have not got events of more than an hour, and how long until Kafka removes"
        + " those (`retention.ms`)";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return look(facts, Followed.of(facts));
  }

  List<Finding> look(Facts facts, List<Followed> tables) {
    List<Finding> found = new ArrayList<>();
    for (Followed table : tables) {
      Topic topic = table.topic();
      if (topic != null && table.hasBegun() && table.waiting() > 0) {
        age(table, topic)
            .filter(age -> age.compareTo(LONG) >= 0)
            .ifPresent(age -> found.add(told(facts, table, topic, age)));
      }
    }
    return found;
  }

  /** Of the oldest event that the table does not have, at least. */
  private static Optional<Duration> age(Followed table, Topic topic) {
    return topic.partitions().entrySet().stream()
        .flatMap(
            each -> {
              Topic.Range range = each.getValue();
              long next = Math.max(table.next(each.getKey()), range.earliest());
              return next < range.end()
                  ? range.ageOf(next).stream()
                  : Optional.<Duration>empty().stream();
            })
        .max(Duration::compareTo);
  }

  private Finding told(Facts facts, Followed table, Topic topic, Duration age) {
    String lag =
        "%s has not got %d events of topic %s, of which the oldest is there for more than %s"
            .formatted(
                table.source(), table.waiting(), topic.name(), Amounts.time(age.toSeconds()));
    Remedy catchUp =
        WaitingEvents.isStreamRunning(facts)
            ? Remedy.run("firn status --source " + ShellWord.quoted(facts.config().name()))
            : WaitingEvents.apply(facts);
    long retention = topic.number(RETENTION, -1);
    Duration left = Duration.ofMillis(retention).minus(age);
    if (retention < 0 || left.compareTo(NEAR) > 0) {
      return Finding.warning(name(), lag, catchUp);
    }
    String evidence =
        lag
            + (left.isNegative() || left.isZero()
                ? ", and Kafka may remove it at any time"
                : ", and Kafka removes it in less than " + Amounts.time(left.toSeconds()));
    Remedy remedy =
        Remedy.run(
                new KafkaCalls(Objects.requireNonNull(facts.cluster()))
                    .set(topic.name(), RETENTION, Long.toString(GOOD_MILLIS)))
            .thenRun(catchUp.steps().get(0).text());
    return left.compareTo(SOON) < 0
        ? Finding.error(name(), evidence, remedy)
        : Finding.warning(name(), evidence, remedy);
  }
}
