package dev.firn.bulkload.plan;

import dev.firn.config.bookmark.BookmarkConfig;
import dev.firn.source.mark.Mark;
import dev.firn.source.mark.MarkColumn;
import org.jspecify.annotations.Nullable;

/**
 * How a table is read that has a bookmark.
 *
 * @param before how far it was read; null if nobody knows
 */
public record MarkedRead(
    BookmarkConfig config, MarkColumn column, Kind kind, @Nullable Mark before) {

  /** Which rows are read. */
  public enum Kind {
    /** All of them. */
    BACKFILL("backfill", "all rows"),
    /** Those that differ from what the lake has. */
    COMPARE("compare", "all rows compared"),
    /** Those that were written since. */
    INCREMENT("incremental", "rows since its bookmark");

    private final String word;
    private final String phrase;

    Kind(String word, String phrase) {
      this.word = word;
      this.phrase = phrase;
    }

    /** As programs read it. */
    public String word() {
      return word;
    }

    /** As people read it. */
    public String phrase() {
      return phrase;
    }
  }

  /** The same, all of whose rows are read. */
  MarkedRead whole() {
    return new MarkedRead(config, column, Kind.BACKFILL, before);
  }
}
