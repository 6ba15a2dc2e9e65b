package dev.firn.cdc.tables;

import dev.firn.cdc.event.ReloadCommand;
import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import dev.firn.source.postgres.catalog.TableOrigin;
import java.util.List;

/** What is known of a source table that the lake does not have. */
enum NewTableState {
  /** It was created after a load, and all changes since are in the stream. */
  COMPLETE,

  /** It was created after every load, and not all changes since are in the stream. */
  NOT_PUBLISHED,

  /** It was there when the others were loaded, so the stream lacks what it held by then. */
  OLDER;

  /**
   * @param loads of the other tables; the stream goes back to before each of them
   */
  static NewTableState of(TableOrigin origin, List<ReadPoint> loads) {
    boolean isNew = loads.stream().anyMatch(load -> !load.hasSeen(origin.createdBy()));
    if (!isNew) {
      return OLDER;
    }
    return origin.publishedWhole() ? COMPLETE : NOT_PUBLISHED;
  }

  String reason(String source, TableId table) {
    String why =
        this == NOT_PUBLISHED
            ? "it is new at the source, and the publication did not have it from its beginning"
            : "it was there when the others were loaded, and it was not";
    return why
        + ". Run "
        + ReloadCommand.first(source, table.name())
        + ", then start the consumer again";
  }
}
