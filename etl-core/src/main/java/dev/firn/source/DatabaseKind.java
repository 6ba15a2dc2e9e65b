package dev.firn.source;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.CoreErrors;
import dev.firn.error.UnavailableException;
import dev.firn.health.Probe;
import dev.firn.model.DatabaseType;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;
import dev.firn.schema.ConnectorSetting;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A kind of database, in a folder of its own below this one.
 *
 * <p>Its class is named in {@code META-INF/services}, which is all that Firn is told of it.
 */
public interface DatabaseKind {

  DatabaseType type();

  /** What its log is like. */
  SourceLog log();

  /**
   * The database of a source of this kind; it is not connected to before it is asked something.
   *
   * @param kafka where its changes arrive; null if that is not known
   */
  SourceDatabase open(SourceConfig source, @Nullable KafkaClusterConfig kafka, Clock clock);

  /** True if only Kafka Connect can tell whether a load of such a source can be followed. */
  default boolean asksConnect() {
    return false;
  }

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

  /** How the addresses of its servers begin by OpenLineage's specification of names. */
  String lineageScheme();

  /** What {@link SourceDatabase#examine} looks at. */
  default List<? extends Probe<?>> probes() {
    return List.of();
  }

  /**
   * True if those probes find all that {@link ChangeCapture#findConnectorTrouble} and {@link
   * SourceReader#findReadTrouble} tell, with what mends it apart.
   */
  default boolean probesTellTrouble() {
    return false;
  }

  /**
   * The same cluster, if changes of the source can be followed with what is known of it.
   *
   * @throws dev.firn.error.ConfigException if they cannot
   */
  static KafkaClusterConfig requireAsked(SourceConfig source, KafkaClusterConfig kafka) {
    boolean mustAsk = of(source.databaseType()).asksConnect() && !source.cdc().trustsConnector();
    if (mustAsk && kafka.connect() == null) {
      throw CoreErrors.connectIsNotNamed(source.name(), kafka.name());
    }
    return kafka;
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
