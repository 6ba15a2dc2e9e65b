package dev.firn.cdc.drift;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.HeldContract;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.EventPlace;
import dev.firn.cdc.event.Placed;
import dev.firn.error.UnavailableException;
import dev.firn.lake.LakeTables;
import dev.firn.model.ChangeOperation;
import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableSchema;
import dev.firn.retry.Outages;
import dev.firn.retry.Pause;
import dev.firn.source.SourceCatalog;
import dev.firn.source.SourceLook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the source what its tables are now, and knows of which events its answers tell.
 *
 * <p>An event does not say what its columns are, so only an answer that shows the event's own
 * transaction tells how to read it: a statement that came later than the answer may have made
 * another column of a name.
 */
final class SourceLooks {

  private static final Logger LOG = LoggerFactory.getLogger(SourceLooks.class);

  /** A server that lags behind its own stream is waited for so long. */
  static final Duration MAX_LAG = Duration.ofSeconds(30);

  private static final Duration LOOK_AT_ALL_AFTER = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final LakeTables lake;
  private final SourceCatalog catalog;
  private final Duration patience;
  private final Outages outages;

  /** Per table, the transactions that the last answer has shown after which it was settled. */
  private final Map<TableId, Predicate<LogPlace>> settled = new HashMap<>();

  private long lookedAtAll;

  /**
   * @param patience with a server that lags behind its own stream
   */
  SourceLooks(LakeTables lake, SourceCatalog catalog, Duration patience, Outages outages) {
    this.outages = outages;
    this.lake = lake;
    this.catalog = catalog;
    this.patience = patience;
  }

  /** Asks the source for its tables, once for a batch; none if it cannot answer. */
  SourceLook at(Collection<TableId> tables) {
    if (tables.isEmpty()) {
      return SourceLook.NONE;
    }
    try {
      SourceLook look = catalog.look(tables);
      outages.isBack(Outages.SOURCE);
      return look;
    } catch (UnavailableException e) {
      outages.isAway(
          Outages.SOURCE, "The source does not say what its tables are now. " + e.getMessage());
      return SourceLook.NONE;
    }
  }

  /**
   * Asks the source for the tables of a batch, and from time to time for all, once it shows what
   * the batch has come from, or after it was waited for.
   */
  SourceLook at(Map<TableId, DecodedChanges> batch, Set<TableId> all) {
    boolean isTime = System.nanoTime() - lookedAtAll > LOOK_AT_ALL_AFTER.toNanos();
    Set<TableId> tables = isTime ? all : batch.keySet();
    if (isTime) {
      lookedAtAll = System.nanoTime();
    }
    for (long waited = 0; ; waited += PAUSE.toMillis()) {
      SourceLook look = at(tables);
      if (look.equals(SourceLook.NONE)
          || batch.values().stream().allMatch(read -> shows(look, read))) {
        return look;
      }
      if (waited >= patience.toMillis()) {
        LOG.warn(
            "For {} s the source has not shown a transaction that it has streamed",
            patience.toSeconds());
        return look;
      }
      Pause.of(PAUSE);
    }
  }

  /**
   * Makes sure that the events of a table can be read with what is known of it.
   *
   * @param look the newest, which may not have been answered
   * @throws UnavailableException if they may have been written later than anything that is known
   */
  void requireShown(CapturedTable captured, DecodedChanges read, SourceLook look) {
    TableId id = captured.mapping().source();
    if (look.hasAsked(id)) {
      if (!shows(look, read) || look.find(id).filter(now -> isBehind(now, captured)).isPresent()) {
        throw StreamErrors.sourceIsBehindItsStream(id, patience);
      }
      return;
    }
    // A contract that does not say by what the source knows the table says nothing to compare.
    if (captured.mapping().identity() == null) {
      return;
    }
    Predicate<LogPlace> shown = settled.getOrDefault(id, place -> false);
    Predicate<LogPlace> known = shown.or(loaded(captured));
    Stream<Change> withColumns =
        read.changes().stream().filter(change -> change.operation() != ChangeOperation.TRUNCATE);
    if (!Stream.concat(withColumns, read.deadLetters().stream())
        .allMatch(event -> isShown(event.place().log(), known))) {
      throw StreamErrors.eventsMayBeOfOtherColumns(captured);
    }
  }

  /**
   * A server whose disk was put back says that it is the same, and knows less than before.
   *
   * @throws dev.firn.error.DataGapException if it is one
   */
  void requireNotPutBack(CapturedTable captured, TableSchema now) {
    if (isBehind(now, captured) && !catalog.isReplica()) {
      // Kept, because it has seen as many again soon.
      throw HeldContract.cutOff(lake, captured, GapErrors.serverWasPutBack(captured));
    }
  }

  private static boolean isBehind(TableSchema schema, CapturedTable captured) {
    TableIdentity before = captured.mapping().identity();
    TableIdentity now = schema.identity();
    return before != null && now != null && before.wasPutBackIn(now);
  }

  /** To be called when a table was made to follow what a look has shown. */
  void settled(CapturedTable captured, SourceLook look) {
    TableId id = captured.mapping().source();
    if (look.hasAsked(id)) {
      settled.put(id, look.seen());
    }
  }

  private static boolean shows(SourceLook look, DecodedChanges read) {
    return newest(read).allMatch(look.seen());
  }

  /** The last of the changes of each partition, and of what could not be read. */
  private static Stream<LogPlace> newest(DecodedChanges read) {
    return Stream.concat(newest(read.changes()), newest(read.deadLetters()))
        .filter(LogPlace::namesTransaction);
  }

  /** Those of a partition stand together, in their order. */
  private static Stream<LogPlace> newest(List<? extends Placed> events) {
    List<LogPlace> last = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      EventPlace place = events.get(i).place();
      boolean isLast =
          i == events.size() - 1 || events.get(i + 1).place().partition() != place.partition();
      if (isLast && place.log() != null) {
        last.add(place.log());
      }
    }
    return last.stream();
  }

  /** What the load has seen is not applied, however it is read. */
  private Predicate<LogPlace> loaded(CapturedTable captured) {
    return lake.open(captured.id())
        .state()
        .findReadPoint()
        .map(load -> (Predicate<LogPlace>) load::hasSeen)
        .orElse(place -> false);
  }

  private static boolean isShown(@Nullable LogPlace place, Predicate<LogPlace> shown) {
    return place != null && place.namesTransaction() && shown.test(place);
  }
}
