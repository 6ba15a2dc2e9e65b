package dev.firn.cdc.drift;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.EventPlace;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableProperty;
import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.source.TableOrigin.Alteration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Finds events of a table that was new in the stream from before something of it was altered. There
 * is no look that has seen the table as it was then, so nobody knows what they mean.
 */
final class UnseenAlteration {

  private final LakeTables lake;

  /** As the tables say it, so that they are not asked for each batch. */
  private final Map<TableId, Optional<Alteration>> known = new HashMap<>();

  UnseenAlteration(LakeTables lake) {
    this.lake = lake;
  }

  /**
   * @throws dev.firn.error.DriftException if there are any
   */
  void requireNoneBefore(CapturedTable captured, DecodedChanges read) {
    if (read.changes().isEmpty() && read.deadLetters().isEmpty()) {
      return;
    }
    TableId id = captured.mapping().source();
    Optional<Alteration> altered = known.computeIfAbsent(id, table -> read(captured));
    if (altered.filter(last -> isBefore(read, last)).isEmpty()) {
      altered.filter(last -> isPast(captured, read, last)).ifPresent(last -> forget(captured));
      return;
    }
    // A load that came since has ended it.
    Optional<Alteration> now = read(captured);
    known.put(id, now);
    now.filter(last -> isBefore(read, last))
        .ifPresent(
            last -> {
              throw IdentityErrors.tableWasAlteredUnseen(captured, last.what());
            });
  }

  /**
   * True if the alteration is so long ago that its number is soon to be taken for a later one:
   * numbers of transactions begin anew, and what is kept for ever would be compared with those.
   */
  private static boolean isPast(CapturedTable captured, DecodedChanges read, Alteration altered) {
    TableIdentity look = captured.mapping().identity();
    return look != null
        && TableIdentity.isLongBefore(altered.transaction(), look.settled())
        && read.places()
            .map(EventPlace::log)
            .anyMatch(
                place ->
                    place != null
                        && place.namesTransaction()
                        && !place.beganBefore(look.horizon()));
  }

  private void forget(CapturedTable captured) {
    lake.open(captured.id())
        .alter()
        .setProperties(Map.of(TableProperty.ALTERED, TableProperty.REMOVED));
    known.put(captured.mapping().source(), Optional.empty());
  }

  private Optional<Alteration> read(CapturedTable captured) {
    return lake.open(captured.id()).state().findAltered().map(Alteration::parse);
  }

  /** What does not say its transaction may be of any. */
  private static boolean isBefore(DecodedChanges read, Alteration altered) {
    return read.places()
        .map(EventPlace::log)
        .anyMatch(place -> place == null || !isLater(place, altered));
  }

  private static boolean isLater(LogPlace place, Alteration altered) {
    return place.namesTransaction() && !place.beganBefore(altered.transaction() + 1);
  }
}
