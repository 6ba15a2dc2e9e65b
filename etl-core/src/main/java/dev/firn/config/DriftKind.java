package dev.firn.config;

import java.util.Locale;

/** How the columns of a source table can change while its stream runs. */
public enum DriftKind {
  ADD("A column that the lake does not have."),
  WIDEN("A type whose values include all earlier ones."),
  DROP("A column that the source has no more."),
  RENAME("A column under another name."),
  NARROW("Any other change of a type; the lake cannot follow it without a reload.");

  private final String doc;

  DriftKind(String doc) {
    this.doc = doc;
  }

  String doc() {
    return doc;
  }

  /** The kind as the configuration writes it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
