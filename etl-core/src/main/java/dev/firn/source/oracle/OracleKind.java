package dev.firn.source.oracle;

import dev.firn.model.DatabaseType;
import dev.firn.model.SourceLog;
import dev.firn.source.DatabaseKind;

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
}
