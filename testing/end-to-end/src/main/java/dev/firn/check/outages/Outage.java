package dev.firn.check.outages;

import java.util.Map;

/**
 * Something that a stream stands on and that is away for a while.
 *
 * @param kind how it is asked for
 * @param environment what its consumer needs to meet it
 * @param meetsLoads true if a load can meet it
 * @param maxLines of the log, while it lasts and behind it
 * @param begin takes it away
 * @param end brings it back
 */
record Outage(
    String kind,
    Map<String, String> environment,
    boolean meetsLoads,
    int maxLines,
    Step begin,
    Step end) {

  /** One where it begins, and one where it ends. */
  private static final int LINES = 2;

  /** What is done to a service. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  static Outage of(String kind, Step begin, Step end) {
    return new Outage(kind, Map.of(), false, LINES, begin, end);
  }

  /** The same, which a load meets as well. */
  Outage andLoads() {
    return new Outage(kind, environment, true, maxLines, begin, end);
  }

  /** The same, with which several things are away, each of which is said. */
  Outage ofSeveral(int things) {
    return new Outage(kind, environment, meetsLoads, 1 + things, begin, end);
  }

  /** The same, for a consumer with these variables in its environment. */
  Outage in(Map<String, String> variables) {
    return new Outage(kind, variables, meetsLoads, maxLines, begin, end);
  }
}
