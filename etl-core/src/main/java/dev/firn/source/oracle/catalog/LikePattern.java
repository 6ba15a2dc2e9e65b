package dev.firn.source.oracle.catalog;

/** Patterns of {@code LIKE} as the questions to the dictionary escape them. */
final class LikePattern {

  private LikePattern() {}

  /** That only one name fits. */
  static String of(String name) {
    return name.replaceAll("([\\\\%_])", "\\\\$1");
  }
}
