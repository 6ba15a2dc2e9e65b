package dev.firn.config;

import java.util.Locale;

/** What a row can say about its last change, beside what the source has. */
public enum MetadataColumn {
  /** The code of the change: c, u, d or r. */
  OPERATION,
  /** Where in the source's log the change stands. */
  POSITION,
  /** When the source committed it. */
  SOURCE_TIME,
  /** When Firn applied it. */
  APPLIED_AT;

  static MetadataColumn ofKey(String key) {
    for (MetadataColumn column : values()) {
      if (column.name().toLowerCase(Locale.ROOT).equals(key)) {
        return column;
      }
    }
    throw new IllegalArgumentException("not of this type");
  }

  /** The column's name in the lake. */
  public String lakeName() {
    return "_cdc_" + name().toLowerCase(Locale.ROOT);
  }
}
