package dev.firn.cdc.drift;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DataGapException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import java.util.Optional;

/** Sees to it that a contract is changed only into what follows from it. */
final class HeldContract {

  private HeldContract() {}

  /**
   * The lake table, to change its contract.
   *
   * @throws DataGapException if it has another one than the run knows, because it was loaded anew
   */
  static LakeTable open(LakeTables lake, CapturedTable captured) {
    LakeTable table = lake.open(captured.id());
    if (!table.state().findContract().equals(Optional.of(captured.mapping()))) {
      throw GapErrors.contractIsAnother(captured.id());
    }
    return table;
  }
}
