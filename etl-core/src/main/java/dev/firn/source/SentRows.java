package dev.firn.source;

import java.io.Serializable;

/**
 * What a source has sent of a table.
 *
 * @param rows how many
 * @param largest bytes of the largest of them, as the source sends it
 */
public record SentRows(long rows, long largest) implements Serializable {

  public static final SentRows NONE = new SentRows(0, 0);

  public SentRows plus(SentRows others) {
    return new SentRows(rows + others.rows, Math.max(largest, others.largest));
  }
}
