package dev.firn.validate.stream;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.lake.TableProperty;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourcePosition;
import dev.firn.retry.Pause;
import dev.firn.source.ChangeCapture;
import dev.firn.source.ConnectorState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stream of a source, as its connector, Kafka and the ledgers tell of it. What was committed
 * before a position is in Kafka once the connector has confirmed it; then it is in the lake once a
 * table's ledger has come to where its topic ended.
 */
public final class RunningStream implements StreamProgress, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RunningStream.class);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final SourceConfig source;
  private final ChangeCapture capture;
  private final LakeTables lake;
  private final @Nullable TopicEnds topics;
  private final Duration patience;
  private final Clock clock;
  private final AtomicReference<String> told = new AtomicReference<>("");

  /** Whose stream did not come so far in time; it is not waited for once more. */
  private final Map<LakeTableId, Boolean> late = new ConcurrentHashMap<>();

  private RunningStream(
      SourceConfig source,
      ChangeCapture capture,
      LakeTables lake,
      @Nullable TopicEnds topics,
      Duration patience,
      Clock clock) {
    this.source = source;
    this.capture = capture;
    this.lake = lake;
    this.topics = topics;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * @param kafka where the changes arrive; null if nobody knows, or if it is not to be waited
   * @param patience how long it is waited for one position
   */
  public static RunningStream of(
      SourceConfig source,
      ChangeCapture capture,
      LakeTables lake,
      @Nullable KafkaClusterConfig kafka,
      Duration patience,
      Clock clock) {
    return new RunningStream(
        source, capture, lake, kafka == null ? null : new TopicEnds(kafka), patience, clock);
  }

  @Override
  public boolean isStreamed(LakeTableId table) {
    return topics != null
        && !late.containsKey(table)
        && lake.find(table).flatMap(this::ledger).isPresent()
        && isRead();
  }

  private boolean isRead() {
    try {
      ConnectorState connector = capture.connectorState();
      return connector.isKnown() && connector.isRead();
    } catch (UnavailableException e) {
      tell(e.getMessage());
      return false;
    }
  }

  private Optional<Ledger> ledger(LakeTable table) {
    return table.findProperty(TableProperty.ledger(source.name())).map(Ledger::fromJson);
  }

  @Override
  public boolean await(LakeTableId table, SourcePosition position) {
    Instant deadline = clock.instant().plus(patience);
    boolean isThere = isConfirmed(table, position, deadline) && isApplied(table, deadline);
    if (!isThere) {
      late.put(table, true);
    }
    return isThere;
  }

  private boolean isConfirmed(LakeTableId table, SourcePosition position, Instant deadline) {
    while (true) {
      ConnectorState connector = capture.connectorState();
      if (connector.hasConfirmed(position)) {
        return true;
      }
      if (!connector.isKnown() || connector.isGone() || clock.instant().isAfter(deadline)) {
        LOG.warn(
            "{}: connector {} has not sent what was committed before {} {} within {} s",
            table,
            source.connectorName(),
            position.name(),
            position.text(),
            patience.toSeconds());
        return false;
      }
      Pause.of(PAUSE);
    }
  }

  private boolean isApplied(LakeTableId table, Instant deadline) {
    TopicEnds kafka = Objects.requireNonNull(topics);
    Map<Integer, Long> ends = null;
    while (true) {
      Optional<Ledger> ledger = lake.find(table).flatMap(this::ledger);
      if (ledger.isEmpty()) {
        return false;
      }
      if (ends == null) {
        ends = kafka.of(ledger.get().topic());
      }
      if (ends.entrySet().stream().allMatch(end -> has(ledger.get(), end))) {
        return true;
      }
      if (clock.instant().isAfter(deadline)) {
        LOG.warn(
            "{}: firn cdc has not applied what Kafka has within {} s; is it running?",
            table,
            patience.toSeconds());
        return false;
      }
      Pause.of(PAUSE);
    }
  }

  private static boolean has(Ledger ledger, Map.Entry<Integer, Long> end) {
    return end.getValue() == 0 || ledger.holds(end.getKey(), end.getValue() - 1);
  }

  @Override
  public void close() {
    if (topics != null) {
      topics.close();
    }
  }

  private void tell(String trouble) {
    if (!trouble.equals(told.getAndSet(trouble))) {
      LOG.warn("Nobody can tell how far the stream is: {}", trouble);
    }
  }
}
