package dev.firn.source.oracle.log;

import dev.firn.model.DatabaseType;
import dev.firn.model.SourcePosition;
import java.math.BigInteger;

/** Oracle's system change number; since 12.2 it may exceed 63 bits, so it is never a long. */
public record OracleScn(BigInteger number) implements SourcePosition {

  static final String NAME = "SCN";

  public static OracleScn parse(String text) {
    return new OracleScn(new BigInteger(text.trim()));
  }

  @Override
  public DatabaseType database() {
    return DatabaseType.ORACLE;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isAfter(SourcePosition other) {
    if (other instanceof OracleScn scn) {
      return number.compareTo(scn.number) > 0;
    }
    throw new IllegalArgumentException("Cannot compare SCN " + text() + " with " + other.text());
  }

  public OracleScn next() {
    return new OracleScn(number.add(BigInteger.ONE));
  }

  @Override
  public String text() {
    return number.toString();
  }
}
