package dev.firn.source.postgres.connect;

import java.util.Locale;

/** The publication and the logical slot of a source, by which its changes leave the database. */
public record CaptureNames(String publication, String slot) {

  /** PostgreSQL cuts identifiers at 63 bytes; a cut slot name could meet another source's. */
  private static final int MAX_NAME = 63;

  /**
   * The names for a source. Slots allow only lower-case letters, digits and underscores; what
   * replaces another character, or is cut, is told apart by a hash.
   */
  public static CaptureNames forSource(String source) {
    String plain = "firn_" + source;
    String name = plain.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    if (!name.equals(plain) || name.length() > MAX_NAME) {
      String hash = "_" + Integer.toHexString(source.hashCode());
      name = name.substring(0, Math.min(name.length(), MAX_NAME - hash.length())) + hash;
    }
    return new CaptureNames(name, name);
  }
}
