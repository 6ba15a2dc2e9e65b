package dev.firn.cdc.error;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.error.DataGapException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.LakeTables;
import dev.firn.lake.TableAlteration;
import dev.firn.lake.TableProperty;
import dev.firn.lake.TableState;
import java.util.Map;
import java.util.Optional;

/**
 * Sees to it that a contract is changed only into what follows from it, and that a table stays cut
 * off once it lacks something.
 */
public final class HeldContract {

  private HeldContract() {}

  /**
   * The lake table, to change its contract.
   *
   * @throws DataGapException if it has another one than the run knows, because it was loaded anew
   */
  public static LakeTable open(LakeTables lake, CapturedTable captured) {
    LakeTable table = lake.open(captured.id());
    require(table.state(), captured);
    return table;
  }

  /** The change of the table, made only if it still has the contract when it is committed. */
  public static TableAlteration alter(LakeTable table, CapturedTable captured) {
    return table.alter().requiring(state -> require(state, captured));
  }

  /**
   * Keeps in the table that it lacks what no stream has any more, so that no later run goes on with
   * it until it is loaded again, whatever the source looks like then.
   *
   * @param why a clause
   * @return the refusal of its events; another one, and nothing is kept, if it was loaded meanwhile
   */
  public static DataGapException cutOff(LakeTables lake, CapturedTable captured, String why) {
    try {
      lake.find(captured.id())
          .filter(held -> held.state().findGap().isEmpty())
          .ifPresent(held -> alter(held, captured).setProperties(Map.of(TableProperty.GAP, why)));
    } catch (DataGapException e) {
      return e;
    }
    return GapErrors.tableIsCutOff(captured, why);
  }

  /**
   * @throws DataGapException if the table needs what no stream has any more, as somebody has noted
   *     in it
   */
  public static void requireWhole(CapturedTable captured, LakeTable held) {
    held.state()
        .findGap()
        .ifPresent(
            why -> {
              throw GapErrors.tableIsCutOff(captured, why);
            });
  }

  /**
   * @throws DataGapException if the table has another contract than the run knows
   */
  public static void requireSame(LakeTable table, CapturedTable captured) {
    require(table.state(), captured);
  }

  /**
   * @throws DataGapException if the table was loaded, or changes were applied to it, in between
   */
  public static void requireUnmoved(CapturedTable captured, TableState then, TableState now) {
    require(now, captured);
    boolean isSame =
        then.findLoadRun().equals(now.findLoadRun())
            && then.findReadPoint()
                .map(point -> point.text())
                .equals(now.findReadPoint().map(point -> point.text()))
            && then.findLedger(captured.stream()).equals(now.findLedger(captured.stream()));
    if (!isSame) {
      throw GapErrors.contractIsAnother(captured.id());
    }
  }

  private static void require(TableState held, CapturedTable captured) {
    if (!held.findContract().equals(Optional.of(captured.mapping()))) {
      throw GapErrors.contractIsAnother(captured.id());
    }
  }
}
