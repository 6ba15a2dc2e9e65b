package dev.firn.job;

/**
 * What every line of a run's log says of it.
 *
 * @param command as it is typed
 */
record RunLabel(String command, String source, String runId) {

  /** The name of the log of all such runs, without its ending. */
  String logName() {
    return switch (command) {
      case "bulk-load" -> "direct_load";
      case "cdc" -> "cdc_consumer";
      default -> command;
    };
  }
}
