package dev.firn.model;

/** Quotes identifiers for Spark, which takes a dot in others for the end of a part. */
public final class SparkName {

  private SparkName() {}

  /** One identifier, such as a column or a level of a namespace. */
  public static String quoted(String identifier) {
    return "`" + identifier.replace("`", "``") + "`";
  }
}
