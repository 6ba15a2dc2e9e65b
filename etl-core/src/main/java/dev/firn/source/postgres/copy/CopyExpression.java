package dev.firn.source.postgres.copy;

import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ValueRule;
import dev.firn.source.postgres.connect.SqlName;
import java.util.EnumSet;
import java.util.Set;

/** What a COPY selects for a column: the column itself, or the text that the server writes. */
final class CopyExpression {

  private static final Set<ValueRule> SERVER_TEXT =
      EnumSet.of(
          ValueRule.CAST_TEXT,
          ValueRule.OUTPUT_TEXT,
          ValueRule.ZONED_TEXT,
          ValueRule.ZONED_OUTPUT_TEXT,
          ValueRule.POINT_TEXT,
          ValueRule.SHAPE_TEXT,
          ValueRule.BIT_TEXT);

  private CopyExpression() {}

  /** True if values arrive in the text form that the server gives them. */
  static boolean isServerText(ColumnMapping column) {
    return SERVER_TEXT.contains(column.rule())
        || (column.rule() == ValueRule.ARRAY && isServerText(column.element()));
  }

  static String of(ColumnMapping column) {
    String name = SqlName.quoted(column.column());
    if (isServerText(column)) {
      // The output function, which is what the stream shows; a cast to text may be another one.
      // num_nulls, because a composite of NULLs "IS NULL".
      return "CASE WHEN num_nulls(" + name + ") = 0 THEN format('%s', " + name + ") END";
    }
    return switch (column.rule()) {
      case MONEY -> name + "::numeric";
      case BIT_BOOLEAN -> name + "::int4::bool";
      default -> name;
    };
  }
}
