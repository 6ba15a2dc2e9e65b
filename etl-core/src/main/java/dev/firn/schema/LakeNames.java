package dev.firn.schema;

import java.util.Locale;
import java.util.Optional;
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

  /**
   * How status, runs and dead letters begin, and the columns that rows have beside the source's.
   */
  private static final String OWN_NAMES = "_cdc_";

  private LakeNames() {}

  public static String table(String sourceName) {
    return sourceName.toLowerCase(Locale.ROOT);
  }

  /** Says why a table of this name can have no place in the lake, if so. */
  public static Optional<String> findProblem(String sourceName) {
    String name = table(sourceName);
    if (name.startsWith(OWN_NAMES)) {
      return Optional.of("in the lake, names that begin with " + OWN_NAMES + " are Firn's own");
    }
    // A table's name is part of the path of its files.
    if (name.contains("/") || name.equals(".") || name.equals("..")) {
      return Optional.of("its name would lead its files to another directory of the lake");
    }
    return Optional.empty();
  }

  public static String column(String sourceName) {
    String lower = sourceName.toLowerCase(Locale.ROOT);
    boolean taken = RESERVED_COLUMNS.contains(lower) || lower.startsWith(OWN_NAMES);
    return taken ? "c" + lower : lower;
  }
}
