package dev.firn.source.postgres;

import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.source.DatabaseKind;
import dev.firn.source.postgres.log.PostgresLog;

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
}
