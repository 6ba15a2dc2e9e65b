package dev.firn.cdc.ledger;

import static dev.firn.lake.control.ControlColumn.instant;
import static dev.firn.lake.control.ControlColumn.number;
import static dev.firn.lake.control.ControlColumn.text;

import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlColumn;
import dev.firn.lake.control.ControlRow;
import dev.firn.lake.control.ControlRows;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives every consumer of a stream a number that no other has and that is higher than all before
 * it, kept in {@code _cdc_control}.
 *
 * <p>It makes a consumer that was replaced, but does not know it yet, stop. Nothing is lost or
 * doubled without it: the ledgers alone see to that.
 */
public final class FencingEpochs {

  private static final String TABLE = "_cdc_control";

  private final ControlTable<Claim> table;
  private final Clock clock;

  /** The number that a stream's newest consumer has. */
  private record Claim(String stream, long epoch, String runId, Instant claimedAt) {

    private static final ControlColumn<Claim, String> STREAM = text("stream", Claim::stream);
    private static final ControlColumn<Claim, Long> EPOCH = number("epoch", Claim::epoch);
    private static final ControlColumn<Claim, String> RUN_ID = text("run_id", Claim::runId);
    private static final ControlColumn<Claim, Instant> CLAIMED_AT =
        instant("claimed_at", Claim::claimedAt);

    private static final ControlRows<Claim> ROWS =
        ControlRows.of(Claim::read, STREAM, EPOCH, RUN_ID, CLAIMED_AT);

    private static Claim read(ControlRow row) {
      return new Claim(row.get(STREAM), row.get(EPOCH), row.get(RUN_ID), row.get(CLAIMED_AT));
    }
  }

  public FencingEpochs(LakeTables lake, SourceNamespace namespace, Clock clock) {
    this.table = lake.controlTable(namespace.table(TABLE), Claim.ROWS);
    this.clock = clock;
  }

  /** Takes the next number; of two that ask at once, one is asked to look again. */
  public long claim(String stream, String runId) {
    AtomicLong claimed = new AtomicLong();
    table.update(
        rows -> {
          List<Claim> next = new ArrayList<>();
          long last = 0;
          for (Claim claim : rows) {
            if (claim.stream().equals(stream)) {
              last = claim.epoch();
            } else {
              next.add(claim);
            }
          }
          claimed.set(last + 1);
          next.add(new Claim(stream, last + 1, runId, clock.instant()));
          return next;
        });
    return claimed.get();
  }
}
