package dev.firn.source;

import dev.firn.config.SourceConfig;
import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.error.UnavailableException;
import dev.firn.model.DatabaseType;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;
import dev.firn.schema.ConnectorSetting;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * A kind of database, in a folder of its own below this one.
 *
 * <p>Its class is named in {@code META-INF/services}, which is all that Firn is told of it.
 */
public interface DatabaseKind {

  /** What may be done with a source. */
  enum Use {
    LOAD("load"),
    STREAM("stream"),
    VALIDATE("validate");

    private final String verb;

    Use(String verb) {
      this.verb = verb;
    }
  }

  DatabaseType type();

  /** What its log is like. */
  SourceLog log();

  /** The database of a source of this kind; it is not connected to before it is asked something. */
  SourceDatabase open(SourceConfig source, Clock clock);

  /**
   * What is wrong with what a version of Debezium's connector for it sends, as a clause; empty if
   * nothing is known.
   */
  default Optional<String> findConnectorFault(String version) {
    return Optional.empty();
  }

  /**
   * The settings of a connector for a source on which all that it sends depends; those on which
   * only values of a type depend say the types.
   */
  default List<ConnectorSetting> connectorSettings(SourceConfig source) {
    return List.of();
  }

  /** Why this build cannot do that with such sources, and what to do; empty if it can. */
  default Optional<String> findObstacle(Use use) {
    return Optional.empty();
  }

  /**
   * The same source, if this build can do that with its kind of database.
   *
   * @throws ConfigException if it cannot
   */
  static SourceConfig requireReadable(SourceConfig source, Use use) {
    of(source.databaseType())
        .findObstacle(use)
        .ifPresent(
            why -> {
              throw CoreErrors.databaseIsUnreadable(use.verb, source.name(), why);
            });
    return source;
  }

  static DatabaseKind of(DatabaseType type) {
    return KnownDatabases.of(type);
  }

  /**
   * The read point of a load as its lake table keeps it.
   *
   * @throws UnavailableException if the text is no read point of any kind of database
   */
  static ReadPoint readPoint(String text) {
    return KnownDatabases.all().stream()
        .map(DatabaseKind::log)
        .filter(log -> log.wrote(text))
        .findFirst()
        .orElseThrow(() -> CoreErrors.readPointIsUnreadable(text))
        .parseReadPoint(text);
  }
}
