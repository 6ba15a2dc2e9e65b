package dev.firn.cdc;

/** The command that loads a table again, as messages name it. */
final class ReloadCommand {

  private ReloadCommand() {}

  /** For an operator of one source. */
  static String of(String table) {
    return "bulk-load --table-filter " + table + " --no-resume";
  }

  /** To be run as it is. */
  static String of(String source, String table) {
    return "firn bulk-load --source " + source + " --table-filter " + table + " --no-resume";
  }
}
