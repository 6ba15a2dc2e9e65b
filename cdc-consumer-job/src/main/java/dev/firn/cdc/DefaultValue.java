package dev.firn.cdc;

import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ValueText;
import java.math.BigDecimal;
import java.time.LocalTime;

/** A column default as PostgreSQL writes it, turned into a Spark SQL literal of the lake's type. */
final class DefaultValue {

  private DefaultValue() {}

  static String sql(ColumnMapping column, String text) {
    String value =
        switch (column.rule()) {
          case NUMBER_TEXT -> number(text);
          case TIME_TEXT -> time(text);
          default -> text;
        };
    String literal = literal(value);
    return switch (column.rule()) {
      case BINARY -> "unhex(substring(" + literal + ", 3))";
      default -> "CAST(" + literal + " AS " + column.sparkType().sql() + ")";
    };
  }

  private static String number(String text) {
    return Character.isLetter(text.charAt(text.length() - 1))
        ? text
        : ValueText.number(new BigDecimal(text));
  }

  private static String time(String text) {
    return text.startsWith("24:")
        ? ValueText.timeOfDay(86_400_000_000L)
        : ValueText.timeOfDay(LocalTime.parse(text).toNanoOfDay() / 1000);
  }

  private static String literal(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
