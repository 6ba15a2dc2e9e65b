package dev.firn.source.postgres.connect;

import dev.firn.error.FirnException;
import dev.firn.error.UnavailableException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns the server's refusals into sentences an operator can act on. */
public final class PostgresErrors {

  /** Insufficient resources and operator intervention pass by themselves; so do conflicts. */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57");

  private PostgresErrors() {}

  /**
   * @param what verb and object, as they stand after "Cannot"
   */
  public static FirnException cannot(String what, SQLException cause) {
    String state = cause.getSQLState() == null ? "" : cause.getSQLState();
    String message =
        "Cannot " + what + ": " + reason(cause) + (state.isEmpty() ? "" : " (" + state + ")") + ".";
    String fix = fix(state);
    String sentence = fix == null ? message : message + " " + fix;
    boolean canPass = state.length() == 5 && PASSING_CLASSES.contains(state.substring(0, 2));
    return canPass
        ? UnavailableException.transientFailure(sentence, cause)
        : UnavailableException.permanent(sentence, cause);
  }

  private static String reason(SQLException cause) {
    String text = String.valueOf(cause.getMessage()).strip().lines().findFirst().orElse("");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  private static @Nullable String fix(String state) {
    return switch (state) {
      case "28P01", "28000" ->
          "Check username and password in database_connection, and the server's pg_hba.conf.";
      case "3D000" -> "Check database in database_connection.";
      case "08001", "08006", "08004" ->
          "Check host and port in database_connection, and that the server accepts connections"
              + " from here.";
      case "42501" -> "Grant the missing privilege to the user in database_connection.";
      default -> null;
    };
  }
}
