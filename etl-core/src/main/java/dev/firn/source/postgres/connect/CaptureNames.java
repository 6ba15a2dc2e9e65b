package dev.firn.source.postgres.connect;

import java.util.Locale;

/** The publication and the logical slot of a source, by which its changes leave the database. */
public record CaptureNames(String publication, String slot) {

  /** PostgreSQL cuts identifiers at 63 bytes; a cut slot name could meet another source's. */
  private static final int MAX_NAME = 63;

  /** The names for a source; slots allow only lower-case letters, digits and underscores. */
  public static CaptureNames forSource(String source) {
    String name = "firn_" + source.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    if (name.length() > MAX_NAME) {
      String hash = Integer.toHexString(source.hashCode());
      name = name.substring(0, MAX_NAME - hash.length() - 1) + "_" + hash;
    }
    return new CaptureNames(name, name);
  }
}
