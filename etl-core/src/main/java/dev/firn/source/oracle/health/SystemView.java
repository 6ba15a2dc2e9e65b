package dev.firn.source.oracle.health;

/**
 * A view that the server shows only to some, and that Firn looks at.
 *
 * @param name as statements name it
 * @param granted as it is granted, below SYS
 * @param without what is not so without it, as a clause
 * @param isNeeded true if a load that is followed cannot do without
 */
record SystemView(String name, String granted, String without, boolean isNeeded) {

  static SystemView of(String name, String without) {
    return new SystemView(name, granted(name), without, false);
  }

  static SystemView needed(String name, String without) {
    return new SystemView(name, granted(name), without, true);
  }

  /** Those with a dollar are synonyms of others. */
  private static String granted(String name) {
    return name.replace("V$", "V_$");
  }

  /** Shows whether the user may look; it has no row. */
  String question() {
    return "SELECT 1 FROM " + name + " WHERE 1 = 0";
  }
}
