package dev.firn.source.oracle;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.health.Probe;
import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.schema.ConnectorSetting;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import dev.firn.source.oracle.health.OracleProbes;
import dev.firn.source.oracle.log.OracleLog;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Oracle. */
public final class OracleKind implements DatabaseKind {

  /** Connect keeps how far a connector is once a minute unless told otherwise. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @Override
  public DatabaseType type() {
    return DatabaseType.ORACLE;
  }

  @Override
  public String lineageScheme() {
    return "oracle";
  }

  @Override
  public SourceLog log() {
    return OracleLog.INSTANCE;
  }

  @Override
  public boolean asksConnect() {
    return true;
  }

  /** Others leave changes out, or send values in forms that are not read here. */
  @Override
  public List<ConnectorSetting> connectorSettings(SourceConfig source) {
    return settings();
  }

  static List<ConnectorSetting> settings() {
    return List.of(
        ConnectorSetting.of("database.connection.adapter", "logminer", "logminer"),
        ConnectorSetting.of("lob.enabled", "false", "true"),
        ConnectorSetting.of("decimal.handling.mode", "precise", "string"),
        ConnectorSetting.of("time.precision.mode", "adaptive", "microseconds"),
        ConnectorSetting.of("interval.handling.mode", "numeric", "string"),
        ConnectorSetting.of("binary.handling.mode", "bytes", "bytes"),
        // Otherwise transactions that are open when it begins are left out.
        ConnectorSetting.of(
            "internal.log.mining.transaction.snapshot.boundary.mode", "skip", "all"),
        ConnectorSetting.of("log.mining.transaction.retention.ms", "0", "0"),
        // Otherwise a transaction with more events is dropped as a whole.
        ConnectorSetting.of("log.mining.buffer.transaction.events.threshold", "0", "0"),
        // Otherwise a task that begins again reads open transactions from their midst.
        ConnectorSetting.of("log.mining.window.max.ms", "0", "0"),
        // Otherwise a TRUNCATE of theirs is passed over, and so are columns that they add.
        ConnectorSetting.of(OracleConnector.ALTERATIONS_OF, "SYS,SYSTEM", OracleConnector.NOBODY),
        ConnectorSetting.of("schema.history.internal.skip.unparseable.ddl", "false", "false"),
        // By what a table looks like now, changes from before it was altered mean something else.
        ConnectorSetting.of("log.mining.strategy", "online_catalog", "redo_log_catalog"),
        ConnectorSetting.of("log.mining.username.include.list", "", ""),
        ConnectorSetting.of("log.mining.username.exclude.list", "", ""),
        ConnectorSetting.of("log.mining.clientid.include.list", "", ""),
        ConnectorSetting.of("log.mining.clientid.exclude.list", "", ""),
        ConnectorSetting.of("snapshot.mode", "initial", "no_data"));
  }

  @Override
  public List<? extends Probe<?>> probes() {
    return OracleProbes.ALL;
  }

  @Override
  public boolean probesTellTrouble() {
    return true;
  }

  @Override
  public SourceDatabase open(SourceConfig source, @Nullable KafkaClusterConfig kafka, Clock clock) {
    return new OracleDatabase(source, kafka, PATIENCE, clock);
  }
}
