package dev.firn.page;

import dev.firn.page.html.Html;
import dev.firn.page.html.Tag;
import java.util.ArrayList;
import java.util.List;

/**
 * A table that can be sorted by each of its columns.
 *
 * @param whenEmpty what is said if there is no row
 * @param isFolded true if it is opened by whoever wants to see it
 */
public record GridSection(
    String id,
    String title,
    String intro,
    List<String> columns,
    List<List<GridCell>> rows,
    String whenEmpty,
    boolean isFolded)
    implements Section {

  /** Beyond it, a text takes a line of its own. */
  private static final int LONG = 24;

  public GridSection {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<GridCell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "A row of %s has %d cells for %d columns".formatted(title, row.size(), columns.size()));
      }
    }
  }

  public GridSection(
      String id, String title, String intro, List<String> columns, List<List<GridCell>> rows) {
    this(id, title, intro, columns, rows, "None.", false);
  }

  public GridSection folded() {
    return new GridSection(id, title, intro, columns, rows, whenEmpty, true);
  }

  public GridSection whenEmpty(String said) {
    return new GridSection(id, title, intro, columns, rows, said, isFolded);
  }

  @Override
  public Tag content() {
    if (rows.isEmpty()) {
      return Tag.of("p", "none").add(whenEmpty);
    }
    if (!isFolded) {
      return table();
    }
    return Tag.of("details")
        .with("id", id + "-details")
        .add(
            Tag.of("summary")
                .add("%d %s".formatted(rows.size(), rows.size() == 1 ? "line" : "lines")),
            table());
  }

  private Tag table() {
    List<Html> heads = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Tag head = Tag.of("th").with("scope", "col").with("role", "columnheader");
      heads.add((isNumeric(i) ? head.with("class", "number") : head).add(columns.get(i)));
    }
    // The roles are said for readers of narrow screens, on which the rows are cards.
    return Tag.of("table", "grid")
        .with("role", "table")
        .with("aria-labelledby", id + "-title")
        .add(
            Tag.of("thead")
                .with("role", "rowgroup")
                .add(Tag.of("tr").with("role", "row").add(heads)),
            Tag.of("tbody").with("role", "rowgroup").add(rows.stream().map(this::row).toList()));
  }

  private boolean isNumeric(int column) {
    return rows.get(0).get(column).kind() == GridCell.Kind.NUMBER;
  }

  private Tag row(List<GridCell> cells) {
    List<Tag> row = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      row.add(cell(cells.get(i), columns.get(i)));
    }
    return Tag.of("tr").with("role", "row").add(row);
  }

  private static Tag cell(GridCell cell, String column) {
    Tag tag = Tag.of("td").with("role", "cell").with("data-label", column);
    if (!cell.order().isEmpty()) {
      tag = tag.with("data-order", cell.order());
    }
    return switch (cell.kind()) {
      case TEXT -> tag.with("class", cell.mood().style() + room(cell)).add(cell.text());
      case NUMBER ->
          tag.with("class", "number " + cell.mood().style() + room(cell)).add(cell.text());
      case CODE -> tag.with("class", "code" + room(cell)).add(Tag.of("code").add(cell.text()));
      case BADGE ->
          tag.with("class", "state")
              .add(Tag.of("span", "badge " + cell.mood().style()).add(cell.text()));
    };
  }

  /** How much of a narrow screen it needs. */
  private static String room(GridCell cell) {
    if (cell.text().isEmpty() || cell.equals(GridCell.unknown())) {
      return " empty";
    }
    return cell.text().length() > LONG ? " long" : "";
  }
}
