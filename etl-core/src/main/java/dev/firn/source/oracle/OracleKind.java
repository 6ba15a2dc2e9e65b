package dev.firn.source.oracle;

import dev.firn.config.SourceConfig;
import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import dev.firn.source.oracle.log.OracleLog;
import java.time.Clock;
import java.util.Optional;

/** Oracle, which cannot be read yet. */
public final class OracleKind implements DatabaseKind {

  @Override
  public DatabaseType type() {
    return DatabaseType.ORACLE;
  }

  @Override
  public SourceLog log() {
    return OracleLog.INSTANCE;
  }

  @Override
  public Optional<String> findObstacle() {
    return Optional.of(
        "this build reads PostgreSQL only, Oracle is not finished. Use a source with"
            + " database_type: postgresql.");
  }

  @Override
  public SourceDatabase open(SourceConfig source, Clock clock) {
    throw new IllegalStateException("No source of Oracle gets past its obstacle");
  }
}
