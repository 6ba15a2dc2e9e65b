package dev.firn.cdc.kafka;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The topics on which the changes of a source come, by the names that its connector gives them. */
public final class SourceTopics {

  private static final Logger LOG = LoggerFactory.getLogger(SourceTopics.class);
  private static final long PAUSE_MILLIS = 500;

  private final KafkaTopics topics;
  private final SourceConfig source;
  private final KafkaClusterConfig cluster;

  public SourceTopics(KafkaTopics topics, SourceConfig source, KafkaClusterConfig cluster) {
    this.topics = topics;
    this.source = source;
    this.cluster = cluster;
  }

  /** What their names match, and those of topics that are yet to come. */
  public Pattern pattern() {
    String prefix = source.topicPrefix() + "." + source.connection().schema() + ".";
    String legal = prefix.replaceAll("[^a-zA-Z0-9._-]", "_");
    return Pattern.compile(legal.replace(".", "\\.") + ".*");
  }

  /** Those that are there now. */
  public SortedSet<String> present() {
    return ours(topics.names());
  }

  /**
   * Those that are there now, all of whose events stay until they are too old.
   *
   * @throws UnavailableException if Kafka removes others, which may have held large values that
   *     later ones leave out
   */
  public SortedSet<String> requireKept() {
    SortedSet<String> present = present();
    SortedSet<String> compacted = topics.compacted(present);
    if (!compacted.isEmpty()) {
      throw StreamErrors.topicsAreCompacted(source, compacted);
    }
    return present;
  }

  private SortedSet<String> ours(SortedSet<String> names) {
    SortedSet<String> ours = new TreeSet<>(names);
    Pattern pattern = pattern();
    ours.removeIf(name -> !pattern.matcher(name).matches());
    return ours;
  }

  /**
   * Waits for the first. A topic comes into being with its first event, so a source may well have
   * none yet. The heartbeat topic tells such a source from one whose connector was never deployed.
   *
   * @param isStopping true when waiting is of no use any more
   * @throws UnavailableException if none comes in time
   */
  public void await(Duration timeout, BooleanSupplier isStopping, Clock clock) {
    String heartbeat = "__debezium-heartbeat." + source.topicPrefix();
    Instant deadline = clock.instant().plus(timeout);
    boolean said = false;
    while (true) {
      SortedSet<String> names = topics.names();
      SortedSet<String> ours = ours(names);
      if (!ours.isEmpty() || names.contains(heartbeat) || isStopping.getAsBoolean()) {
        LOG.info("Subscribing to Kafka topics: {}", String.join(", ", ours));
        return;
      }
      if (clock.instant().isAfter(deadline)) {
        throw StreamErrors.noTopics(source, cluster, pattern(), heartbeat, timeout);
      }
      if (!said) {
        LOG.info("Waiting for the first topic of source {}", source.name());
        said = true;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
