package dev.firn.page;

/**
 * What stands in a table.
 *
 * @param order by which rows are sorted; empty to sort by the text
 */
public record GridCell(String text, Mood mood, Kind kind, String order) {

  /** How a text is set. */
  public enum Kind {
    TEXT,
    NUMBER,
    /** A state, with its mood as a mark. */
    BADGE,
    /** To be copied, or compared letter by letter. */
    CODE
  }

  public static GridCell of(String text) {
    return new GridCell(text, Mood.PLAIN, Kind.TEXT, "");
  }

  public static GridCell of(String text, Mood mood) {
    return new GridCell(text, mood, Kind.TEXT, "");
  }

  public static GridCell badge(String text, Mood mood) {
    return new GridCell(text, mood, Kind.BADGE, "");
  }

  public static GridCell code(String text) {
    return new GridCell(text, Mood.PLAIN, Kind.CODE, "");
  }

  /**
   * @param number by which it is sorted
   */
  public static GridCell number(String text, double number) {
    return new GridCell(text, Mood.PLAIN, Kind.NUMBER, Double.toString(number));
  }

  /** A number that is not known, which stands behind those that are. */
  public static GridCell unknown() {
    return new GridCell("–", Mood.FAINT, Kind.NUMBER, "-1");
  }

  public GridCell as(Mood other) {
    return new GridCell(text, other, kind, order);
  }
}
