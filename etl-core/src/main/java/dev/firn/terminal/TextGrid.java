package dev.firn.terminal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table of text that fits into the width of a terminal: columns that may be are cut, and the less
 * important ones go.
 */
public final class TextGrid {

  private static final String GAP = "  ";

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
    Map<Column, Integer> widths = fit(width);
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            columns.stream().map(head -> Cell.of(head.title(), Tone.FAINT)).toList(),
            widths,
            coloured));
    rows.forEach(row -> lines.add(line(row, widths, coloured)));
    return lines;
  }

  /** The columns that are shown, with how wide they are. */
  private Map<Column, Integer> fit(int width) {
    List<Column> kept = new ArrayList<>(columns);
    while (true) {
      Map<Column, Integer> widths = new HashMap<>();
      kept.forEach(column -> widths.put(column, natural(column)));
      int excess = width == 0 ? 0 : total(widths) - width;
      for (Column column : byWidth(widths)) {
        int cut = Math.min(excess, widths.getOrDefault(column, 0) - Math.max(column.least(), 1));
        if (column.least() > 0 && cut > 0) {
          widths.merge(column, -cut, Integer::sum);
          excess -= cut;
        }
      }
      Optional<Column> least =
          kept.stream()
              .filter(column -> column.rank() > 0)
              .max(Comparator.comparingInt(Column::rank));
      if (excess <= 0 || least.isEmpty()) {
        return widths;
      }
      kept.remove(least.get());
    }
  }

  private static List<Column> byWidth(Map<Column, Integer> widths) {
    return widths.keySet().stream()
        .sorted(
            Comparator.comparing((Column column) -> -widths.getOrDefault(column, 0))
                .thenComparing(Column::title))
        .toList();
  }

  private int natural(Column column) {
    int at = columns.indexOf(column);
    return Math.max(
        TextWidth.of(column.title()),
        rows.stream().mapToInt(row -> TextWidth.of(row.get(at).text())).max().orElse(0));
  }

  private static int total(Map<Column, Integer> widths) {
    return widths.values().stream().mapToInt(Integer::intValue).sum()
        + GAP.length() * (widths.size() - 1);
  }

  private String line(List<Cell> row, Map<Column, Integer> widths, boolean coloured) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      Integer width = widths.get(column);
      if (width != null) {
        Cell cell = row.get(i);
        String text = TextWidth.padded(TextWidth.cut(cell.text(), width), width, column.isRight());
        line.append(line.isEmpty() ? "" : GAP);
        line.append(coloured ? cell.tone().paint(text) : text);
      }
    }
    return line.toString().stripTrailing();
  }
}
