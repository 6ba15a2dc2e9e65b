package dev.firn.cdc.tables;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.source.TableOrigin;
import java.util.List;

/**
 * What is known of a source table that the lake does not have.
 *
 * @param isNew true if it was created after a load; otherwise the stream lacks what it held by then
 * @param gap why not all changes since it was created are in the stream; empty if all are
 */
record NewTableState(boolean isNew, String gap) {

  /** It was there when the others were loaded. */
  static final NewTableState OLDER = new NewTableState(false, "");

  /**
   * @param loads of the other tables; the stream goes back to before each of them
   */
  static NewTableState of(TableOrigin origin, List<ReadPoint> loads) {
    boolean isNew = loads.stream().anyMatch(load -> !load.hasSeen(origin.createdBy()));
    return isNew ? new NewTableState(true, origin.gap()) : OLDER;
  }

  /** True if the stream has all that the table ever held. */
  boolean isComplete() {
    return isNew && gap.isEmpty();
  }

  String reason(String source, TableId table) {
    String why =
        isNew
            ? "it is new at the source, and " + gap
            : "it was there when the others were loaded, and it was not";
    return why
        + ". Run "
        + ReloadCommand.first(source, table.name())
        + ", then start the consumer again";
  }
}
