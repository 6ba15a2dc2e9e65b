package dev.firn.cdc.drift;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DataGapException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableAlteration;
import dev.firn.lake.TableProperty;
import dev.firn.lake.TableState;
import java.util.Map;
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
    require(table.state(), captured);
    return table;
  }

  /** The change of the table, made only if it still has the contract when it is committed. */
  static TableAlteration alter(LakeTable table, CapturedTable captured) {
    return table.alter().requiring(state -> require(state, captured));
  }

  /**
   * Keeps in the table that it lacks what no stream has any more, so that no later run goes on with
   * it, whatever the source looks like then.
   *
   * @param why a clause
   * @return the refusal of its events
   * @throws DataGapException if it was loaded anew meanwhile
   */
  static DataGapException cutOff(LakeTables lake, CapturedTable captured, String why) {
    alter(open(lake, captured), captured).setProperties(Map.of(TableProperty.GAP, why));
    return GapErrors.tableIsCutOff(captured, why);
  }

  private static void require(TableState held, CapturedTable captured) {
    if (!held.findContract().equals(Optional.of(captured.mapping()))) {
      throw GapErrors.contractIsAnother(captured.id());
    }
  }
}
