package dev.firn.bulkload.plan;

/** How a run reads the tables that have a bookmark. */
public enum LoadMode {
  /** As the state of each table asks for; tables without a bookmark are loaded as ever. */
  AUTO,
  /** All their rows. */
  BACKFILL,
  /** What was written since; a table that needs more is refused. */
  INCREMENTAL
}
