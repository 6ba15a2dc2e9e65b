package dev.firn.validate;

import dev.firn.error.UnavailableException;
import dev.firn.model.LakeTableId;

/** All that can go wrong in a validation and nowhere else, as an operator reads it. */
final class ValidationErrors {

  private ValidationErrors() {}

  /** A source without a table to compare. */
  static UnavailableException nothingIsSelected(String source, String schema) {
    return UnavailableException.permanent(
        "Cannot validate source "
            + source
            + ": schema \""
            + schema
            + "\" has no table to compare. Check schema in database_connection and"
            + " --table-filter.",
        null);
  }

  /** A lake table of the name that somebody else has made. */
  static UnavailableException lakeTableIsNotOurs(LakeTableId table) {
    return UnavailableException.permanent(
        "Cannot compare lake table "
            + table
            + ": it was not made by Firn, so its columns are not known. Rename it, or choose"
            + " another iceberg_namespace.",
        null);
  }
}
