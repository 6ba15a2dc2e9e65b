package dev.firn.cdc.tables;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.source.TableOrigin;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source table that the lake does not have.
 *
 * @param isNew true if it was created after a load; otherwise the stream lacks what it held by then
 * @param gap why not all changes since it was created are in the stream; empty if all are
 * @param emptyAt when a load has found it empty and published; null if none has, or if it was
 *     created since
 */
record NewTableState(boolean isNew, String gap, @Nullable ReadPoint emptyAt) {

  private static final String INTERRUPTED = "the publication did not have it all the time since";

  private static final String WITHOUT_EVENTS =
      "it was renamed, moved to another schema, given another owner or detached, or it or a part of"
          + " it was emptied, written anew or attached with rows, of which no event tells";

  /** It was there when the others were loaded. */
  static final NewTableState OLDER = new NewTableState(false, "", null);

  /**
   * @param loads of the other tables; the stream goes back to before each of them
   * @param empty when a load has found a table of the name empty; null if none has
   */
  static NewTableState of(TableOrigin origin, List<ReadPoint> loads, @Nullable ReadPoint empty) {
    if (empty != null && empty.hasSeen(origin.createdBy())) {
      return new NewTableState(false, gapSince(empty, origin), empty);
    }
    boolean isNew =
        Stream.concat(loads.stream(), Stream.ofNullable(empty))
            .anyMatch(load -> !load.hasSeen(origin.createdBy()));
    if (!isNew) {
      return OLDER;
    }
    boolean isWhole = !origin.gap().isEmpty() || origin.withoutEvents().isEmpty();
    return new NewTableState(true, isWhole ? origin.gap() : WITHOUT_EVENTS, null);
  }

  private static String gapSince(ReadPoint empty, TableOrigin origin) {
    if (origin.sentSince() == null || !empty.hasSeen(origin.sentSince())) {
      return INTERRUPTED;
    }
    return origin.withoutEvents().stream().allMatch(empty::hasSeen) ? "" : WITHOUT_EVENTS;
  }

  /** True if the stream has all that the table ever held. */
  boolean isComplete() {
    return gap.isEmpty() && (emptyAt != null || isNew);
  }

  String reason(String source, TableId table) {
    String why =
        emptyAt != null
            ? "a load has found it empty, and " + gap
            : isNew
                ? "it is new at the source, and " + gap
                : "it was there when the others were loaded, and it was not";
    return why
        + ". Run "
        + ReloadCommand.first(source, table.name())
        + ", then start the consumer again";
  }
}
