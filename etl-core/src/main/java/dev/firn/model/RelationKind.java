package dev.firn.model;

import java.util.Locale;

/** What holds or makes the rows of a source; only the changes of tables can be captured. */
public enum RelationKind {
  TABLES,
  UNLOGGED_TABLES,
  MATERIALIZED_VIEWS,
  VIEWS,
  FOREIGN_TABLES;

  /** The line of the configuration by which such are loaded beside tables. */
  public String setting() {
    return "bulk_load.also_load: [" + name().toLowerCase(Locale.ROOT) + "]";
  }

  /** As it is written in configuration and logs. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
