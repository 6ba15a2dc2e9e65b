package dev.firn.source.postgres.copy;

import dev.firn.model.TableId;

/**
 * The rows stored in a range of a relation's pages.
 *
 * @param firstPage inclusive
 * @param endPage exclusive; {@link #OPEN_END} for the last slice, which also takes the pages that
 *     the statistics did not know
 */
public record PageRange(TableId relation, long object, long firstPage, long endPage)
    implements RelationSplit {

  public static final long OPEN_END = Long.MAX_VALUE;

  boolean isOpenEnded() {
    return endPage == OPEN_END;
  }

  @Override
  public boolean isOfKnownSize() {
    return true;
  }
}
