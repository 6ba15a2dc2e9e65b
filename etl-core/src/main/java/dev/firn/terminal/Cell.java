package dev.firn.terminal;

/** A text of a table, as it is meant; what a terminal would obey in it is written out. */
public record Cell(String text, Tone tone) {

  public static final Cell EMPTY = of("");

  public Cell {
    text = TextWidth.visible(text);
  }

  public static Cell of(String text) {
    return new Cell(text, Tone.PLAIN);
  }

  public static Cell of(String text, Tone tone) {
    return new Cell(text, tone);
  }
}
