package dev.firn.cdc.connector;

import dev.firn.cdc.decode.Doubts;
import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.EventPlace;
import dev.firn.config.ConnectAccess;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.connect.Connector;
import dev.firn.connect.KafkaConnect;
import dev.firn.connect.review.ConnectorReview;
import dev.firn.connect.review.SettingFault;
import dev.firn.error.DataGapException;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTables;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourcePosition;
import dev.firn.source.ChangeCapture;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what a table's events seem to say is what they say: by the mark that the connector of a
 * load adds to them, by what Kafka Connect says of the source's connectors, or by the user's word.
 *
 * <p>A table of which a connector has falsified or left out something is cut off until it is loaded
 * again: nobody can tell the events that were written meanwhile from those that came later.
 */
public final class ConnectorProof {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorProof.class);

  /** What Connect has said is believed for so long. */
  private static final Duration MAX_AGE = Duration.ofSeconds(30);

  private final LakeTables lake;
  private final @Nullable SourceConfig source;
  private final @Nullable ConnectAccess worker;
  private final @Nullable ChangeCapture capture;
  private final Clock clock;
  private @Nullable Instant asked;
  private List<Connector> connectors = List.of();
  private @Nullable UnavailableException silence;

  /** Where the connector has begun, by what Connect has said last; null if it was not asked yet. */
  private @Nullable Optional<SourcePosition> begun;

  /** The tables as they were found to be exact by what Connect has said last. */
  private final Set<CapturedTable> exact = Collections.newSetFromMap(new IdentityHashMap<>());

  private ConnectorProof(
      LakeTables lake,
      @Nullable SourceConfig source,
      @Nullable ConnectAccess worker,
      @Nullable ChangeCapture capture,
      Clock clock) {
    this.lake = lake;
    this.source = source;
    this.worker = worker;
    this.capture = capture;
    this.clock = clock;
  }

  public static ConnectorProof of(
      LakeTables lake,
      SourceConfig source,
      KafkaClusterConfig kafka,
      ChangeCapture capture,
      Clock clock) {
    return new ConnectorProof(
        lake, source, source.cdc().trustsConnector() ? null : kafka.connect(), capture, clock);
  }

  /** Of a source whose connector is not asked about. */
  public static ConnectorProof ofTrusted(LakeTables lake) {
    return new ConnectorProof(lake, null, null, null, Clock.systemUTC());
  }

  /**
   * To be called before a table's events are applied, whether they prove anything or not. If
   * Connect does not answer, there is nothing to be said, unless only it can tell whether a load
   * and its connector meet.
   *
   * @throws DataGapException if a connector of the source changes or leaves out something of it
   * @throws UnavailableException if nobody tells where the connector has begun, and it matters
   */
  public synchronized void requireExact(CapturedTable table) {
    if (source == null || worker == null) {
      return;
    }
    List<Connector> known = connectorsOf(source, worker);
    if (exact.contains(table)) {
      return;
    }
    requireSameBeginning(table);
    Optional<SettingFault> fault =
        new ConnectorReview(source).findFault(known, table.mapping(), table.policy());
    if (fault.isPresent()) {
      throw HeldContract.cutOff(lake, table, fault.get().clause());
    }
    exact.add(table);
  }

  private void requireSameBeginning(CapturedTable table) {
    if (capture == null) {
      return;
    }
    if (begun == null && silence != null && capture.connectorComesFirst()) {
      throw silence;
    }
    Optional<SourcePosition> now = begun == null ? capture.connectorBegun() : begun;
    begun = now;
    Optional<ReadPoint> load = lake.find(table.id()).flatMap(held -> held.state().findReadPoint());
    if (now.isPresent() && load.filter(at -> !at.isFollowedSince(now.get())).isPresent()) {
      throw HeldContract.cutOff(
          lake,
          table,
          "its connector has begun at %s %s, which is not where the one had begun behind which it was loaded (%s): what was committed between them is in no stream"
              .formatted(now.get().name(), now.get().text(), load.get().text()));
    }
  }

  /**
   * @param isNews true of the events that the table does not have yet
   * @throws DataGapException if events lack what the source has
   * @throws UnavailableException if nothing tells how the connector of the events is set
   */
  public void requireCertain(CapturedTable table, Doubts doubts, Predicate<EventPlace> isNews) {
    Optional<String> lacking = doubts.findLacking(isNews);
    if (lacking.isPresent()) {
      if (!doubts.isCatalogKnown()) {
        throw StreamErrors.columnMayBeDropped(table, lacking.get());
      }
      throw HeldContract.cutOff(
          lake,
          table,
          "its events lack column "
              + lacking.get()
              + ", which the source has: the connector or the publication leaves it out. Take it"
              + " from column.exclude.list or the publication's list of columns");
    }
    if (source == null || source.cdc().trustsConnector()) {
      return;
    }
    Optional<EventPlace> unproven = doubts.findUnproven(isNews);
    if (unproven.isEmpty()) {
      return;
    }
    if (worker == null) {
      throw StreamErrors.settingsAreUnproven(
          table, unproven.get(), "nothing else tells how that connector is set");
    }
    List<Connector> known = connectorsOf(source, worker);
    if (silence != null) {
      throw silence;
    }
    if (known.isEmpty()) {
      throw StreamErrors.settingsAreUnproven(
          table,
          unproven.get(),
          "Kafka Connect at "
              + worker
              + " has no connector with topic.prefix="
              + source.topicPrefix());
    }
  }

  private synchronized List<Connector> connectorsOf(SourceConfig of, ConnectAccess at) {
    Instant now = clock.instant();
    if (asked != null && now.isBefore(asked.plus(MAX_AGE))) {
      return connectors;
    }
    asked = now;
    exact.clear();
    begun = null;
    try {
      ConnectorReview review = new ConnectorReview(of);
      connectors = new KafkaConnect(at).connectors().stream().filter(review::isOfSource).toList();
      silence = null;
    } catch (UnavailableException e) {
      if (silence == null) {
        LOG.warn("The connectors of source {} are not known: {}", of.name(), e.getMessage());
      }
      silence = e;
      connectors = List.of();
    }
    return connectors;
  }
}
