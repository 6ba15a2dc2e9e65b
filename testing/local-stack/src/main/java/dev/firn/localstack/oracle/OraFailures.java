package dev.firn.localstack.oracle;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Failures with the numbers and words of Oracle. */
final class OraFailures {

  private static final Map<Integer, String> TEXTS =
      Map.ofEntries(
          Map.entry(904, "invalid identifier"),
          Map.entry(942, "table or view does not exist"),
          Map.entry(997, "illegal use of LONG datatype"),
          Map.entry(1017, "invalid username/password; logon denied"),
          Map.entry(1031, "insufficient privileges"),
          Map.entry(1466, "unable to read data - table definition has changed"),
          Map.entry(
              1555,
              "snapshot too old: rollback segment number 9 with name \"_SYSSMU9$\" too small"),
          Map.entry(3113, "end-of-file on communication channel"),
          Map.entry(8181, "specified number is not a valid system change number"),
          Map.entry(12541, "TNS:no listener"),
          Map.entry(22924, "snapshot too old"),
          Map.entry(28000, "the account is locked"));

  private static final Map<String, Integer> BY_STATE =
      Map.of(
          "42P01", 942, "42501", 1031, "42703", 904, "28P01", 1017, "57P01", 3113, "08006", 3113);

  private OraFailures() {}

  static SQLException of(int code) {
    return new SQLException(text(code), "72000", code);
  }

  /** As a parallel server reports it. */
  static SQLException reported(int code) {
    return new SQLException(
        "ORA-12801: error signaled in parallel query server P001\n" + text(code), "72000", 12801);
  }

  private static String text(int code) {
    return "ORA-%05d: %s".formatted(code, TEXTS.getOrDefault(code, "some failure"));
  }

  /** A failure of PostgreSQL as Oracle has it. */
  static Throwable translated(@Nullable Throwable failure) {
    if (failure instanceof SQLException refusal) {
      if (String.valueOf(refusal.getMessage()).startsWith("ORA-")) {
        return refusal;
      }
      Integer code = BY_STATE.get(String.valueOf(refusal.getSQLState()));
      SQLException translated =
          code == null
              ? new SQLException("ORA-00600: " + refusal.getMessage(), "72000", 600)
              : of(code);
      translated.initCause(refusal);
      return translated;
    }
    return failure == null ? new IllegalStateException("A failure without a cause") : failure;
  }
}
