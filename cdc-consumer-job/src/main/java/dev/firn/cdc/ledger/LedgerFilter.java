package dev.firn.cdc.ledger;

import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.EventPlace;
import dev.firn.lake.LakeTable;
import dev.firn.lake.Ledger;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops what the table holds already: events below its ledger, and what its load has seen. */
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

  /** Drops what the load of a table has seen, whatever was applied to it since. */
  public static LedgerFilter ofLoad(LakeTable table) {
    return new LedgerFilter(Ledger.empty(""), table.state().findReadPoint().orElse(null));
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
    LogPlace log = place.log();
    return readPoint != null && log != null && readPoint.hasSeen(log);
  }
}
