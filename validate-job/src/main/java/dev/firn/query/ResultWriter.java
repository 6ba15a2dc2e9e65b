package dev.firn.query;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.hex;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.firn.terminal.Cell;
import dev.firn.terminal.TextGrid;
import dev.firn.terminal.TextWidth;
import dev.firn.terminal.Tone;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of results, with all digits of every value.
 *
 * @param limit so many rows; 0 for all
 * @param width of the terminal; 0 if there is none, and nothing is cut
 * @param out the rows
 * @param notes what is to be said about them
 */
record ResultWriter(
    ResultForm form, int limit, int width, boolean coloured, PrintStream out, PrintStream notes) {

  /** What of a column is not cut where there is too little room for all. */
  private static final int LEAST = 8;

  private static final Map<String, String> ALL_DIGITS =
      Map.of(
          "timestampFormat",
          "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
          "timestampNTZFormat",
          "yyyy-MM-dd'T'HH:mm:ss.SSSSSS",
          "ignoreNullFields",
          "false");

  void write(Dataset<Row> rows) {
    // What has no columns was a command.
    if (rows.columns().length == 0) {
      return;
    }
    List<DataType> types = Stream.of(rows.schema().fields()).map(StructField::dataType).toList();
    switch (form) {
      case TABLE -> writeTable(List.of(rows.columns()), types, all(texts(rows, types)));
      case CSV -> {
        out.println(csv(List.of(rows.columns())));
        print(texts(rows, types), row -> csv(values(row)));
      }
      case JSON -> print(json(rows), row -> row.getString(0));
    }
    out.flush();
  }

  /** One object of each row; columns are named by their places, for two may share a name. */
  private static Dataset<Row> json(Dataset<Row> rows) {
    List<String> names = List.of(rows.columns());
    Column[] fields =
        IntStream.range(0, names.size())
            .mapToObj(at -> place(at).as(names.get(at)))
            .toArray(Column[]::new);
    return places(rows).select(to_json(struct(fields), ALL_DIGITS));
  }

  private static Dataset<Row> texts(Dataset<Row> rows, List<DataType> types) {
    Column[] texts =
        IntStream.range(0, types.size())
            .mapToObj(
                at ->
                    types.get(at) instanceof BinaryType
                        ? hex(place(at))
                        : place(at).cast(DataTypes.StringType))
            .toArray(Column[]::new);
    return places(rows).select(texts);
  }

  private static Dataset<Row> places(Dataset<Row> rows) {
    return rows.toDF(
        IntStream.range(0, rows.columns().length).mapToObj(at -> "c" + at).toArray(String[]::new));
  }

  private static Column place(int at) {
    return col("c" + at);
  }

  /** The form of a line. */
  private interface Line {
    String of(Row row);
  }

  /** One after the other, because nobody knows how many there are. */
  private void print(Dataset<Row> rows, Line line) {
    Iterator<Row> each =
        limit == 0 ? rows.toLocalIterator() : rows.limit(limit + 1).collectAsList().iterator();
    long written = 0;
    // Whoever reads may be gone, as when a pipe is closed.
    while (each.hasNext() && !out.checkError()) {
      Row row = each.next();
      if (limit > 0 && written == limit) {
        noteLimit();
        return;
      }
      out.print(line.of(row) + "\n");
      written++;
    }
  }

  private List<Row> all(Dataset<Row> rows) {
    List<Row> found = (limit == 0 ? rows : rows.limit(limit + 1)).collectAsList();
    if (limit == 0 || found.size() <= limit) {
      return found;
    }
    noteLimit();
    return found.subList(0, limit);
  }

  private void noteLimit() {
    notes.printf("Only the first %d rows are shown; --limit 0 shows all.%n", limit);
  }

  private void writeTable(List<String> names, List<DataType> types, List<Row> rows) {
    List<String> titles = names.stream().map(TextWidth::visible).toList();
    TextGrid grid =
        new TextGrid(
            IntStream.range(0, titles.size())
                .mapToObj(at -> column(titles.get(at), types.get(at)))
                .toList());
    rows.forEach(row -> grid.add(values(row).stream().map(ResultWriter::cell).toList()));
    if (grid.fits(width)) {
      grid.lines(width, coloured).forEach(out::println);
      out.println();
    } else {
      rows.forEach(row -> writeBelowEachOther(titles, row));
    }
  }

  private static dev.firn.terminal.Column column(String title, DataType type) {
    return type instanceof NumericType
        ? dev.firn.terminal.Column.number(title, 0)
        : dev.firn.terminal.Column.text(title, 0, LEAST);
  }

  /** A line for each value, or several where it is long. */
  private void writeBelowEachOther(List<String> titles, Row row) {
    int indent = titles.stream().mapToInt(TextWidth::of).max().orElse(0);
    List<String> values = values(row);
    for (int at = 0; at < titles.size(); at++) {
      String title = titles.get(at) + " ".repeat(indent - TextWidth.of(titles.get(at)));
      Cell cell = cell(values.get(at));
      List<String> lines = TextWidth.wrapped(cell.text(), Math.max(LEAST, width - indent - 2));
      for (String line : lines) {
        out.println(paint(title, Tone.FAINT) + "  " + paint(line, cell.tone()));
        title = " ".repeat(indent);
      }
    }
    out.println();
  }

  private String paint(String text, Tone tone) {
    return coloured ? tone.paint(text) : text;
  }

  private static Cell cell(@Nullable String value) {
    return value == null ? Cell.of("NULL", Tone.FAINT) : Cell.of(value);
  }

  private static List<@Nullable String> values(Row row) {
    List<@Nullable String> values = new ArrayList<>();
    for (int at = 0; at < row.size(); at++) {
      values.add(row.isNullAt(at) ? null : row.getString(at));
    }
    return values;
  }

  private static String csv(List<@Nullable String> values) {
    return values.stream().map(ResultWriter::csv).collect(Collectors.joining(","));
  }

  private static String csv(@Nullable String value) {
    if (value == null) {
      return "";
    }
    boolean isPlain =
        !value.isEmpty()
            && value.strip().equals(value)
            && value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return isPlain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
