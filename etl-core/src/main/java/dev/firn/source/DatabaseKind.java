package dev.firn.source;

import dev.firn.model.DatabaseType;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;

/**
 * A kind of database, in a folder of its own below this one.
 *
 * <p>Its class is named in {@code META-INF/services}, which is all that Firn is told of it.
 */
public interface DatabaseKind {

  DatabaseType type();

  /** What its log is like. */
  SourceLog log();

  static DatabaseKind of(DatabaseType type) {
    return KnownDatabases.of(type);
  }

  /**
   * The read point of a load as its lake table keeps it.
   *
   * @throws IllegalArgumentException if the text is no read point of any kind of database
   */
  static ReadPoint readPoint(String text) {
    return KnownDatabases.all().stream()
        .map(DatabaseKind::log)
        .filter(log -> log.wrote(text))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("Cannot read \"" + text + "\" as a read point"))
        .parseReadPoint(text);
  }
}
