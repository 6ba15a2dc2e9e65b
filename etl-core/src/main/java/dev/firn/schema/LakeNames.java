package dev.firn.schema;

import java.util.Locale;
import java.util.Set;

/** How source names are spelled in the lake: lower case, and clear of Iceberg's own columns. */
public final class LakeNames {

  /** Columns that Iceberg adds to every scan; a table that has one of them cannot be read. */
  private static final Set<String> RESERVED_COLUMNS =
      Set.of(
          "_file",
          "_pos",
          "_deleted",
          "_spec_id",
          "_partition",
          "_change_type",
          "_change_ordinal",
          "_commit_snapshot_id",
          "_row_id",
          "_last_updated_sequence_number");

  private LakeNames() {}

  public static String table(String sourceName) {
    return sourceName.toLowerCase(Locale.ROOT);
  }

  public static String column(String sourceName) {
    String lower = sourceName.toLowerCase(Locale.ROOT);
    return RESERVED_COLUMNS.contains(lower) ? "c" + lower : lower;
  }
}
