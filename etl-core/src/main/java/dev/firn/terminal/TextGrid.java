package dev.firn.terminal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * A table of text that fits into the width of a terminal: columns that may be are cut, and the less
 * important ones go.
 */
public final class TextGrid {

  private static final String GAP = "  ";
  private static final int LEFT_OUT = -1;

  private final List<Column> columns;
  private final List<List<Cell>> rows = new ArrayList<>();

  public TextGrid(List<Column> columns) {
    this.columns = List.copyOf(columns);
  }

  public void add(List<Cell> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "A row of %d columns has %d cells".formatted(columns.size(), row.size()));
    }
    rows.add(List.copyOf(row));
  }

  /**
   * The head and the rows.
   *
   * @param width of the terminal; 0 if there is none, and nothing is left out
   */
  public List<String> lines(int width, boolean coloured) {
    int[] widths = fit(width);
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            columns.stream().map(head -> Cell.of(head.title(), Tone.FAINT)).toList(),
            widths,
            coloured));
    rows.forEach(row -> lines.add(line(row, widths, coloured)));
    return lines;
  }

  /** True if all columns have room in that width, those that may be cut once they are. */
  public boolean fits(int width) {
    int least = GAP.length() * (columns.size() - 1);
    for (int at = 0; at < columns.size(); at++) {
      int natural = natural(at);
      int cut = columns.get(at).least();
      least += cut > 0 ? Math.min(natural, cut) : natural;
    }
    return width == 0 || least <= width;
  }

  /** How wide each column is; those that are not shown are {@link #LEFT_OUT}. */
  private int[] fit(int width) {
    int[] widths = IntStream.range(0, columns.size()).map(this::natural).toArray();
    int[] natural = widths.clone();
    while (true) {
      int excess = width == 0 ? 0 : total(widths) - width;
      for (int at : byWidth(widths)) {
        int least = columns.get(at).least();
        int cut = Math.min(excess, widths[at] - Math.max(least, 1));
        if (least > 0 && cut > 0) {
          widths[at] -= cut;
          excess -= cut;
        }
      }
      OptionalInt last = leastImportant(widths);
      if (excess <= 0 || last.isEmpty()) {
        return widths;
      }
      for (int at = 0; at < widths.length; at++) {
        widths[at] = at == last.getAsInt() || widths[at] == LEFT_OUT ? LEFT_OUT : natural[at];
      }
    }
  }

  /** Of those that may go, the one of the highest rank. */
  private OptionalInt leastImportant(int[] widths) {
    int last = LEFT_OUT;
    for (int at = 0; at < widths.length; at++) {
      int rank = columns.get(at).rank();
      if (widths[at] != LEFT_OUT
          && rank > 0
          && (last == LEFT_OUT || rank > columns.get(last).rank())) {
        last = at;
      }
    }
    return last == LEFT_OUT ? OptionalInt.empty() : OptionalInt.of(last);
  }

  private List<Integer> byWidth(int[] widths) {
    return IntStream.range(0, widths.length)
        .filter(at -> widths[at] != LEFT_OUT)
        .boxed()
        .sorted(
            Comparator.comparing((Integer at) -> -widths[at])
                .thenComparing(at -> columns.get(at).title()))
        .toList();
  }

  private int natural(int at) {
    return Math.max(
        TextWidth.of(columns.get(at).title()),
        rows.stream().mapToInt(row -> TextWidth.of(row.get(at).text())).max().orElse(0));
  }

  private static int total(int[] widths) {
    int[] shown = IntStream.of(widths).filter(width -> width != LEFT_OUT).toArray();
    return IntStream.of(shown).sum() + GAP.length() * (shown.length - 1);
  }

  private String line(List<Cell> row, int[] widths, boolean coloured) {
    StringBuilder line = new StringBuilder();
    boolean isFirst = true;
    for (int i = 0; i < columns.size(); i++) {
      if (widths[i] != LEFT_OUT) {
        Cell cell = row.get(i);
        String cut = TextWidth.cut(cell.text(), widths[i]);
        String text = TextWidth.padded(cut, widths[i], columns.get(i).isRight());
        line.append(isFirst ? "" : GAP);
        isFirst = false;
        line.append(coloured ? cell.tone().paint(text) : text);
      }
    }
    return line.toString().stripTrailing();
  }
}
