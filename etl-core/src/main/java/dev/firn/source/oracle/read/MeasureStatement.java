package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.source.oracle.connect.SqlName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Asks how large the numbers of columns are: of each column three values, in this order: how many
 * there are, the greatest before the point, and the most digits after it. Its parameter is the SCN.
 */
public final class MeasureStatement {

  /** What a column costs in the answer. */
  public static final int VALUES_PER_COLUMN = 3;

  /** Columns with more digits after the point become text. */
  private static final int MAX_FRACTION_DIGITS = 18;

  /** More than any decimal of the lake has. */
  private static final int TOO_MANY = 130;

  private MeasureStatement() {}

  public static String of(TableId table, List<String> columns) {
    return "SELECT "
        + columns.stream()
            .map(SqlName::quoted)
            .map(MeasureStatement::measured)
            .collect(Collectors.joining(", "))
        + " FROM "
        + SqlName.quoted(table)
        + SelectStatement.AS_OF;
  }

  private static String measured(String name) {
    String digits =
        IntStream.rangeClosed(0, MAX_FRACTION_DIGITS)
            .mapToObj(places -> "WHEN %1$s = TRUNC(%1$s, %2$d) THEN %2$d".formatted(name, places))
            .collect(Collectors.joining(" "));
    return "COUNT(%1$s), MAX(TRUNC(ABS(%1$s))), MAX(CASE WHEN %1$s IS NULL THEN 0 %2$s ELSE %3$d END)"
        .formatted(name, digits, TOO_MANY);
  }
}
