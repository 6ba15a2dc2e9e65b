package dev.firn.cdc.stream;

import dev.firn.cdc.apply.TableOutcomes;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.kafka.KafkaTopics;
import dev.firn.error.DataGapException;
import dev.firn.error.FirnException;
import dev.firn.error.UnavailableException;
import dev.firn.job.StopSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Knows when a run ends: when it is asked to, or when nothing more is to come. */
public final class StopCondition {

  private static final long POLL_MILLIS = 100;

  private final StreamSettings settings;
  private final KafkaTopics topics;
  private final ConnectorMonitor connector;
  private final StopSignal stop;
  private final TableOutcomes outcomes;

  private volatile long lastEventNanos = System.nanoTime();

  public StopCondition(
      StreamSettings settings,
      KafkaTopics topics,
      ConnectorMonitor connector,
      StopSignal stop,
      TableOutcomes outcomes) {
    this.settings = settings;
    this.topics = topics;
    this.connector = connector;
    this.stop = stop;
    this.outcomes = outcomes;
  }

  boolean isRequested() {
    return stop.isRequested();
  }

  /** True if it is asked to stop, or no table is left to which anything could be applied. */
  boolean isEnd() {
    return stop.isRequested() || outcomes.areOver();
  }

  /** True if a table is to be tried again now, for which the stream begins at the ledgers. */
  boolean isReadmission() {
    return outcomes
        .untilReadmission()
        .filter(left -> left.isZero() || left.isNegative())
        .isPresent();
  }

  /**
   * Waits until a table is to be tried again, if there is one; to be asked when the stream has read
   * everything.
   *
   * @return false if no table is to be tried again, or the run is asked to stop
   */
  boolean awaitReadmission() {
    return outcomes.untilReadmission().map(this::pause).orElse(false);
  }

  /**
   * Waits.
   *
   * @return false if the run is asked to stop
   */
  boolean pause(Duration pause) {
    long until = System.nanoTime() + pause.toNanos();
    while (!stop.isRequested()) {
      if (System.nanoTime() - until >= 0) {
        return true;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  /**
   * To be called when events were read and before they are applied.
   *
   * @param needed the topics of tables
   * @throws DataGapException if one of these was deleted or recreated since the run began
   */
  void requireSameTopics(Set<String> needed) {
    topics.requireSame(needed);
  }

  /** To be called when the stream has got through to where it reads. */
  void goesOn() {
    outcomes.goesOn();
  }

  /** True if for so long neither an event has come nor the source was looked at. */
  boolean isSilentSince(long looked, Duration time) {
    long now = System.nanoTime();
    return now - Math.max(looked, lastEventNanos) > time.toNanos();
  }

  /** A silence begins now, with which the stream begins. */
  void begins() {
    lastEventNanos = System.nanoTime();
  }

  /** A silence begins now, behind events. */
  void eventsCame() {
    connector.eventsCame();
    lastEventNanos = System.nanoTime();
  }

  /**
   * To be asked again and again while no event comes: true if none came for long enough, the
   * connector has sent what there was or never will, and Kafka, asked now, has nothing more.
   *
   * @param read per partition, the offset up to which the stream has read
   * @throws UnavailableException if Kafka does not answer, because then nobody can know
   */
  boolean isIdle(Pattern topicPattern, Map<TopicPartition, Long> read) {
    Duration silence = Duration.ofNanos(System.nanoTime() - lastEventNanos);
    boolean isSettled = connector.isSettled(silence);
    Duration limit = settings.untilIdle();
    return limit != null
        && isSettled
        && silence.compareTo(limit) > 0
        && outcomes.untilReadmission().isEmpty()
        && hasReadEverything(topicPattern, read);
  }

  private boolean hasReadEverything(Pattern topicPattern, Map<TopicPartition, Long> read) {
    List<String> ours =
        topics.names().stream().filter(name -> topicPattern.matcher(name).matches()).toList();
    return topics.ranges(ours).entrySet().stream()
        .allMatch(
            partition ->
                partition.getValue().end()
                    <= read.getOrDefault(partition.getKey(), partition.getValue().earliest()));
  }

  /**
   * To be asked when the stream has ended without a failure.
   *
   * @throws FirnException if it has ended because nothing came, and the connector is gone
   */
  void requireNothingMissing() {
    if (stop.isRequested()) {
      return;
    }
    if (outcomes.areOver() || settings.once()) {
      // What ended them may be that it is gone, which concerns all tables.
      connector.look();
    } else {
      connector.requireReader();
    }
  }
}
