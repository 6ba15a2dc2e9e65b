package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.lake.Ledger;
import dev.firn.model.PostgresLsn;
import dev.firn.model.ReadPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Drops what the table holds already: events below its ledger, and changes that its load has seen.
 *
 * <p>Never by comparing a change's log position with the load's: a transaction may write below the
 * read point and commit after it.
 */
public final class LedgerFilter {

  private final Ledger ledger;
  private final @Nullable ReadPoint readPoint;

  /**
   * @param readPoint null if the table was not loaded, so that every event is news to it
   */
  public LedgerFilter(Ledger ledger, @Nullable ReadPoint readPoint) {
    this.ledger = ledger;
    this.readPoint = readPoint;
  }

  public FreshChanges filter(DecodedChanges decoded) {
    List<Change> fresh =
        decoded.changes().stream().filter(change -> isFresh(change.place())).toList();
    List<DeadLetter> letters =
        decoded.deadLetters().stream().filter(letter -> isFresh(letter.place())).toList();
    return new FreshChanges(fresh, letters);
  }

  public boolean isFresh(EventPlace place) {
    return !ledger.holds(place.partition(), place.offset()) && !isLoaded(place);
  }

  private boolean isLoaded(EventPlace place) {
    if (readPoint == null || place.transaction() < 0) {
      return false;
    }
    return !isBeyond(readPoint.position(), place.lsn())
        && !isBeyond(readPoint.position(), place.commitLsn())
        && readPoint.visible().contains(place.transaction());
  }

  /**
   * What the load sees has committed before its position, so an event at or behind it is news. This
   * also keeps the comparison of 32-bit transaction ids from going wrong years later.
   */
  private static boolean isBeyond(PostgresLsn readPosition, long lsn) {
    return lsn >= 0 && Long.compareUnsigned(lsn, readPosition.bytes()) >= 0;
  }
}
