package dev.firn.source.oracle.connect;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a failure of Oracle means, by its number.
 *
 * @param code of what has gone wrong, not of what reports it
 * @param text what the server says of it, in one line
 */
public record OraFailure(int code, String text, Outcome outcome) {

  /** How it goes on. */
  public enum Outcome {
    /** The same again may succeed. */
    RETRY,
    /** The instant of the read is gone, or the table was rearranged since: all of it anew. */
    NEW_READ_POINT,
    /** Nothing but this table is concerned. */
    TABLE_FAILS,
    /** No table can be read. */
    RUN_FAILS
  }

  /**
   * Errors that only say where another one has happened: a parallel server, a statement within a
   * statement, a line of PL/SQL, a trigger, another database.
   */
  private static final Set<Integer> REPORTERS = Set.of(12801, 604, 6512, 4088, 2063, 2068, 10388);

  private static final Pattern NUMBERED =
      Pattern.compile("(?m)^.*?\\b(?:ORA|TNS)-(\\d{5}): *(.*)$");

  private static final int IO_ERROR = 17002;

  /** What the driver says of it, and the number that newer ones have. */
  private static final Map<String, Integer> NETWORK_TEXTS =
      Map.of(
          "could not resolve the connect identifier",
          12154,
          "Invalid connection string format",
          12533,
          "Unable to initialize ssl context",
          28759);

  private static final Map<Integer, Outcome> OUTCOMES = new HashMap<>();

  static {
    // Sessions and connections that were ended.
    on(Outcome.RETRY, 28, 1012, 1013, 2396, 3113, 3114, 3135, 25401, 25402, 25408);
    // Servers that start, stop or are full.
    on(Outcome.RETRY, 18, 20, 1033, 1219, 1034, 1089, 1090, 1092, 2391, 4031, 12805, 1652);
    on(Outcome.RETRY, 257, 1109, 3172, 4030, 4036);
    // Limits of the session, of its profile and of the resource manager.
    on(Outcome.RETRY, 40, 2392, 2394, 2399, 56735);
    // Locks of others, and transactions of several databases that are not decided yet.
    on(Outcome.RETRY, 54, 60, 1591, 4021, 30006);
    // Listeners and networks.
    on(Outcome.RETRY, 12170, 12516, 12518, 12519, 12520, 12526, 12527, 12528, 12530, 12535, 12537);
    on(Outcome.RETRY, 12541, 12547, 12560, 12570, 12571, 12609, 12636);
    on(Outcome.RETRY, 3136, 12152, 12153, 12161, 12525, 12564, 12592, 12606, 12608, 12637);
    // The driver's own: input and output, closed connections, timeouts.
    on(Outcome.RETRY, 17002, 17008, 17009, 17410, 17447, 17800, 17820, 17829, 17856, 17902);

    // Undo and old versions of large values that were overwritten.
    on(Outcome.NEW_READ_POINT, 1555, 22924, 22922, 30052, 8176);
    // A table that was altered since, an instant that is none.
    on(Outcome.NEW_READ_POINT, 1466, 8180, 8181);
    // A table that was emptied, moved, or lost a partition.
    on(Outcome.NEW_READ_POINT, 1410, 8103, 2149, 14251, 14501);

    // Logins.
    on(Outcome.RUN_FAILS, 1005, 1017, 1045, 28000, 28001, 28009, 28040, 28365);
    // Services that a listener does not know: those of a server that restarts or moves, for a
    // while.
    on(Outcome.RETRY, 12505, 12514, 12521);
    // Addresses and names that lead nowhere.
    on(Outcome.RUN_FAILS, 12154, 12533, 12545, 17868);
    // Encryption.
    on(Outcome.RUN_FAILS, 12650, 12660, 28759, 28860, 28864, 28865, 29024);
  }

  private static void on(Outcome outcome, int... codes) {
    for (int code : codes) {
      OUTCOMES.put(code, outcome);
    }
  }

  /** True if it concerns nothing but what was asked for. */
  public boolean isOfTheTable() {
    return outcome == Outcome.TABLE_FAILS || outcome == Outcome.NEW_READ_POINT;
  }

  public static OraFailure of(SQLException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException refusal) {
        OraFailure found = ofOne(refusal);
        if (!REPORTERS.contains(found.code)) {
          return found;
        }
      }
    }
    return ofOne(failure);
  }

  private static OraFailure ofOne(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher numbered = NUMBERED.matcher(message);
    while (numbered.find()) {
      int code = Integer.parseInt(numbered.group(1));
      if (!REPORTERS.contains(code)) {
        return of(code, "ORA-" + numbered.group(1) + ": " + numbered.group(2));
      }
    }
    String text = message.strip().lines().findFirst().orElse("");
    return failure.getErrorCode() == IO_ERROR
        ? ofNetwork(failure, text)
        : of(failure.getErrorCode(), text);
  }

  /** Drivers before 23 have one number for all that happens on the way to the server. */
  private static OraFailure ofNetwork(SQLException failure, String text) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String why = String.valueOf(root.getMessage()).strip();
    String whole = text.endsWith(why) ? text : text + " (" + why + ")";
    for (Map.Entry<String, Integer> known : NETWORK_TEXTS.entrySet()) {
      if (says(failure, known.getKey())) {
        return of(known.getValue(), whole);
      }
    }
    return of(IO_ERROR, whole);
  }

  private static boolean says(Throwable failure, String text) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (String.valueOf(cause.getMessage()).contains(text)) {
        return true;
      }
    }
    return false;
  }

  private static OraFailure of(int code, String text) {
    return new OraFailure(
        code, withoutEnd(text.strip()), OUTCOMES.getOrDefault(code, Outcome.TABLE_FAILS));
  }

  private static String withoutEnd(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
