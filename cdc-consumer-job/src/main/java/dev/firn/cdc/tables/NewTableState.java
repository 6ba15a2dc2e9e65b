package dev.firn.cdc.tables;

import dev.firn.cdc.error.ReloadCommand;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.source.TableOrigin;
import dev.firn.source.TableOrigin.Alteration;
import dev.firn.status.EmptyTables.Found;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a source table that the lake does not have.
 *
 * @param isNew true if it was created after a load; otherwise the stream lacks what it held by then
 * @param gap why not all changes since it was created are in the stream; empty if all are
 * @param empty as a load has found it empty and published; null if none has, or if it was created
 *     since
 * @param altered what was altered since, of which no look has seen what it was before; null if
 *     nothing was, or if one has
 */
record NewTableState(
    boolean isNew, String gap, @Nullable Found empty, @Nullable Alteration altered) {

  private static final String INTERRUPTED = "the publication did not have it all the time since";

  private static final String WITHOUT_EVENTS =
      "it was renamed, moved to another schema, given another owner or detached, or it or a part of"
          + " it was emptied, written anew or attached with rows, of which no event tells";

  /** It was there when the others were loaded. */
  static final NewTableState OLDER = new NewTableState(false, "", null, null);

  /**
   * @param loads of the other tables; the stream goes back to before each of them
   * @param empty as a load has found a table of the name empty; null if none has
   */
  static NewTableState of(TableOrigin origin, List<ReadPoint> loads, @Nullable Found empty) {
    if (empty != null && empty.at().hasSeen(origin.createdBy())) {
      Alteration unseen = empty.contract() == null ? origin.altered() : null;
      return new NewTableState(false, gapSince(empty.at(), origin), empty, unseen);
    }
    boolean isNew =
        Stream.concat(loads.stream(), Stream.ofNullable(empty).map(Found::at))
            .anyMatch(load -> !load.hasSeen(origin.createdBy()));
    if (!isNew) {
      return OLDER;
    }
    boolean isWhole = !origin.gap().isEmpty() || origin.withoutEvents().isEmpty();
    return new NewTableState(
        true,
        isWhole ? origin.gap() : WITHOUT_EVENTS,
        null,
        origin.altered() == null ? created(origin) : origin.altered());
  }

  /** Earlier events are of another table that had the name. */
  private static Alteration created(TableOrigin origin) {
    return new Alteration(
        origin.createdBy().transaction() - 1,
        "it was created, as if another table had had its name");
  }

  private static String gapSince(ReadPoint empty, TableOrigin origin) {
    if (origin.sentSince() == null || !empty.hasSeen(origin.sentSince())) {
      return INTERRUPTED;
    }
    return origin.withoutEvents().stream().allMatch(empty::hasSeen) ? "" : WITHOUT_EVENTS;
  }

  /** True if the stream has all that the table ever held. */
  boolean isComplete() {
    return gap.isEmpty() && (empty != null || isNew);
  }

  String reason(String source, TableId table) {
    String why =
        empty != null
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
