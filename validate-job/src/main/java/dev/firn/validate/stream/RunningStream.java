package dev.firn.validate.stream;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.Ledger;
import dev.firn.model.LakeTableId;
import dev.firn.model.SourcePosition;
import dev.firn.model.TableId;
import dev.firn.retry.Pause;
import dev.firn.schema.Routes;
import dev.firn.source.ChangeCapture;
import dev.firn.source.ConnectorState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** True if a cluster is known on which changes arrive. */
  private final boolean isExpected;

  private final Duration patience;
  private final Clock clock;
  private final AtomicReference<String> told = new AtomicReference<>("");

  /** Whose stream did not come so far in time; it is not waited for once more. */
  private final Set<LakeTableId> late = ConcurrentHashMap.newKeySet();

  /**
   * True once a table was waited for in vain and nothing at all came meanwhile: others are not
   * waited for then, as they would be one after the other if nobody runs firn cdc.
   */
  private final AtomicBoolean standsStill = new AtomicBoolean();

  private RunningStream(
      SourceConfig source,
      ChangeCapture capture,
      LakeTables lake,
      @Nullable TopicEnds topics,
      boolean isExpected,
      Duration patience,
      Clock clock) {
    this.source = source;
    this.capture = capture;
    this.lake = lake;
    this.topics = topics;
    this.isExpected = isExpected;
    this.patience = patience;
    this.clock = clock;
  }

  /**
   * @param kafka where the changes arrive; null if nobody knows
   * @param patience how long it is waited for one position; zero to know nothing of the stream
   */
  public static RunningStream of(
      SourceConfig source,
      ChangeCapture capture,
      LakeTables lake,
      @Nullable KafkaClusterConfig kafka,
      Duration patience,
      Clock clock) {
    TopicEnds topics = kafka == null || patience.isZero() ? null : new TopicEnds(kafka);
    return new RunningStream(source, capture, lake, topics, kafka != null, patience, clock);
  }

  @Override
  public State of(LakeTable table) {
    if (table.state().findUnfollowed().isPresent()) {
      return State.NONE;
    }
    if (topics == null && table.state().findLedger(source.name()).isEmpty()) {
      return isExpected ? State.UNKNOWN : State.NONE;
    }
    boolean isLate = table.state().findGap().isPresent() || late.contains(table.id());
    return topics == null || isLate || !isRead() ? State.UNKNOWN : State.RUNNING;
  }

  private boolean isRead() {
    try {
      ConnectorState connector = capture.connectorState();
      return connector.isKnown() && connector.isRead();
    } catch (UnavailableException e) {
      tell(e);
      return false;
    }
  }

  /** A table that was loaded has no ledger before its first change. */
  private Ledger ledger(LakeTable table) {
    return table
        .state()
        .findLedger(source.name())
        .orElseGet(
            () ->
                Ledger.empty(
                    table
                        .state()
                        .findContract()
                        .map(contract -> topic(contract.source()))
                        .orElse("")));
  }

  private String topic(TableId table) {
    return Routes.of(table, source.namespace(), source.topicPrefix()).topic();
  }

  @Override
  public boolean await(LakeTable table, SourcePosition position) {
    Instant deadline = clock.instant().plus(standsStill.get() ? Duration.ZERO : patience);
    boolean isThere =
        isConfirmed(table.id(), position, deadline) && isApplied(table.id(), deadline);
    if (!isThere) {
      late.add(table.id());
    }
    return isThere;
  }

  private boolean isConfirmed(LakeTableId table, SourcePosition position, Instant deadline) {
    while (true) {
      try {
        ConnectorState connector = capture.connectorState();
        if (connector.hasConfirmed(position)) {
          return true;
        }
        if (connector.isGone()) {
          LOG.warn("{}: {}", table, connector.sayGone());
          return false;
        }
      } catch (UnavailableException e) {
        tell(e);
      }
      if (clock.instant().isAfter(deadline)) {
        LOG.warn(
            "{}: connector {} has not sent what was committed before {} {} within {} s",
            table,
            source.connectorName(),
            position.name(),
            position.text(),
            patience.toSeconds());
        standsStill.set(true);
        return false;
      }
      Pause.of(PAUSE);
    }
  }

  private boolean isApplied(LakeTableId table, Instant deadline) {
    TopicEnds kafka = Objects.requireNonNull(topics);
    TopicEnds.Ends ends = null;
    Ledger first = null;
    while (true) {
      LakeTable now = lake.open(table);
      Ledger ledger = ledger(now);
      if (ends == null) {
        ends = kafka.of(ledger.topic());
        first = ledger;
      } else if (!ledger.equals(first)) {
        standsStill.set(false);
      }
      if (!ends.isOf(ledger)) {
        LOG.warn("{}: topic {} is not the one that was applied", table, ledger.topic());
        return false;
      }
      if (ends.next().entrySet().stream().allMatch(end -> has(ledger, end))) {
        return true;
      }
      if (clock.instant().isAfter(deadline) || now.state().findGap().isPresent()) {
        LOG.warn(
            "{}: firn cdc has not applied what Kafka has within {} s; is it running?",
            table,
            patience.toSeconds());
        standsStill.compareAndSet(false, ledger.equals(first));
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

  private void tell(UnavailableException failure) {
    String trouble = String.valueOf(failure.getMessage());
    if (!trouble.equals(told.getAndSet(trouble))) {
      LOG.warn("Nobody can tell how far the stream is: {}", trouble);
    }
  }
}
