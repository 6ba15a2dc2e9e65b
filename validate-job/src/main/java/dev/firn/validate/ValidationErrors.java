package dev.firn.validate;

import dev.firn.error.ErrorCode;
import dev.firn.error.UnavailableException;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import java.util.Set;

/** All that can go wrong in a validation and nowhere else, as an operator reads it. */
final class ValidationErrors {

  private ValidationErrors() {}

  /** A source without a table to compare. */
  static UnavailableException nothingIsSelected(String source, String schema) {
    return UnavailableException.permanent(
        ErrorCode.TABLES_ARE_UNKNOWN,
        "Cannot validate source "
            + source
            + ": schema \""
            + schema
            + "\" has no table to compare. Check schema in database_connection and"
            + " --table-filter.",
        null);
  }

  /** Names that neither side has. */
  static UnavailableException tablesAreUnknown(Set<String> names, String schema) {
    return UnavailableException.permanent(
        ErrorCode.TABLES_ARE_UNKNOWN,
        "Cannot validate "
            + String.join(", ", names)
            + ": neither schema \""
            + schema
            + "\" nor the lake has a table of that name that a load would take. Check --tables,"
            + " exclude_tables and bulk_load.also_load; names are spelled as the database spells"
            + " them.",
        null);
  }

  /** A lake table of the name that holds another table's rows. */
  static UnavailableException lakeTableIsOfAnother(LakeTableId table, String source, TableId held) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_TABLE_IS_TAKEN,
        "Cannot compare lake table "
            + table
            + ": it is that of "
            + held
            + " of source "
            + source
            + ". Choose another iceberg_namespace, or load with --fresh-start.",
        null);
  }

  /** A lake table of the name that somebody else has made. */
  static UnavailableException lakeTableIsNotOurs(LakeTableId table) {
    return UnavailableException.permanent(
        ErrorCode.LAKE_TABLE_IS_TAKEN,
        "Cannot compare lake table "
            + table
            + ": it was not made by Firn, so its columns are not known. Rename it, or choose"
            + " another iceberg_namespace.",
        null);
  }
}
