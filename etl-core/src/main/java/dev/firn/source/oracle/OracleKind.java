package dev.firn.source.oracle;

import dev.firn.config.SourceConfig;
import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import dev.firn.source.oracle.log.OracleLog;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** Oracle, which is loaded and compared, and not streamed yet. */
public final class OracleKind implements DatabaseKind {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public DatabaseType type() {
    return DatabaseType.ORACLE;
  }

  @Override
  public SourceLog log() {
    return OracleLog.INSTANCE;
  }

  @Override
  public Optional<String> findObstacle(Use use) {
    return use == Use.STREAM
        ? Optional.of(
            "this build loads and compares Oracle and does not follow its changes yet. Load it again"
                + " with firn bulk-load --no-resume, or use a source with database_type: postgresql.")
        : Optional.empty();
  }

  @Override
  public SourceDatabase open(SourceConfig source, Clock clock) {
    return new OracleDatabase(source, PATIENCE, clock);
  }
}
