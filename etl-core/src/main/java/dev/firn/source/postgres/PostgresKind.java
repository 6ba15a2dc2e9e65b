package dev.firn.source.postgres;

import dev.firn.config.SourceConfig;
import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.source.DatabaseKind;
import dev.firn.source.SourceDatabase;
import dev.firn.source.postgres.connect.CaptureNames;
import dev.firn.source.postgres.connect.PostgresEndpoint;
import dev.firn.source.postgres.log.PostgresLog;
import java.time.Clock;

/** PostgreSQL. */
public final class PostgresKind implements DatabaseKind {

  @Override
  public DatabaseType type() {
    return DatabaseType.POSTGRESQL;
  }

  @Override
  public SourceLog log() {
    return PostgresLog.INSTANCE;
  }

  @Override
  public SourceDatabase open(SourceConfig source, Clock clock) {
    return new PostgresDatabase(
        PostgresEndpoint.of(source.connection()),
        source.connection().schema(),
        CaptureNames.forSource(source.name()),
        clock);
  }
}
