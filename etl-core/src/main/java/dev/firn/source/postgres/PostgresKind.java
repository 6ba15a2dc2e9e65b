package dev.firn.source.postgres;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.health.Probe;
import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.schema.ConnectorSetting;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.health.PostgresProbes;
import dev.firn.source.postgres.log.PostgresLog;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** PostgreSQL. */
public final class PostgresKind implements DatabaseKind {

  private static final Pattern VERSION = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})");

  @Override
  public DatabaseType type() {
    return DatabaseType.POSTGRESQL;
  }

  @Override
  public String lineageScheme() {
    return "postgres";
  }

  @Override
  public SourceLog log() {
    return PostgresLog.INSTANCE;
  }

  /** Measured: rows of one COPY were lost with 3.6.1, none with 3.7.0 (debezium/dbz#1554). */
  @Override
  public Optional<String> findConnectorFault(String version) {
    Matcher numbers = VERSION.matcher(version);
    boolean isOld =
        numbers.lookingAt()
            && (Integer.parseInt(numbers.group(1)) < 3
                || (Integer.parseInt(numbers.group(1)) == 3
                    && Integer.parseInt(numbers.group(2)) < 7));
    return isOld
        ? Optional.of(
            "it loses rows if its task is started again within a COPY. Use 3.7.0 or later, without"
                + " provide.transaction.metadata")
        : Optional.empty();
  }

  /** What the load has verified of its slot and its publication is true of no others. */
  @Override
  public List<ConnectorSetting> connectorSettings(SourceConfig source) {
    CaptureNames names = CaptureNames.forSource(source.name());
    return List.of(
        ConnectorSetting.of("plugin.name", "decoderbufs", "pgoutput"),
        ConnectorSetting.of("slot.name", "debezium", names.slot()),
        ConnectorSetting.of("publication.name", "dbz_publication", names.publication()),
        ConnectorSetting.of("slot.drop.on.stop", "false", "false"),
        // Others go on with a slot that is not the one that they have read before.
        ConnectorSetting.of(
            "offset.mismatch.strategy", "no_validation", "trust_offset", "no_validation"),
        ConnectorSetting.of("snapshot.mode", "initial", "no_data", "never", "initial"));
  }

  @Override
  public List<? extends Probe<?>> probes() {
    return PostgresProbes.ALL;
  }

  @Override
  public SourceDatabase open(SourceConfig source, @Nullable KafkaClusterConfig kafka, Clock clock) {
    return new PostgresDatabase(
        PostgresEndpoint.of(source.connection()),
        source.connection().schema(),
        CaptureNames.forSource(source.name()),
        PostgresConnector.tls(source),
        clock);
  }
}
