package dev.firn.source.postgres.log;

import dev.firn.model.DatabaseType;
import dev.firn.model.SourcePosition;
import java.util.Locale;

/** A byte position in PostgreSQL's write-ahead log: an unsigned 64-bit number. */
public record PostgresLsn(long bytes) implements SourcePosition {

  static final String NAME = "LSN";

  /** Reads the form {@code 16/B374D848}. */
  public static PostgresLsn parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 1 || slash == text.length() - 1) {
      throw new IllegalArgumentException("Cannot read LSN \"" + text + "\": expected 16/B374D848");
    }
    long high = Long.parseUnsignedLong(text.substring(0, slash), 16);
    long low = Long.parseUnsignedLong(text.substring(slash + 1), 16);
    return new PostgresLsn((high << 32) | low);
  }

  @Override
  public DatabaseType database() {
    return DatabaseType.POSTGRESQL;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isAfter(SourcePosition other) {
    if (other instanceof PostgresLsn lsn) {
      return Long.compareUnsigned(bytes, lsn.bytes) > 0;
    }
    throw new IllegalArgumentException("Cannot compare LSN " + text() + " with " + other.text());
  }

  @Override
  public String text() {
    return String.format(Locale.ROOT, "%X/%X", bytes >>> 32, bytes & 0xFFFFFFFFL);
  }
}
