package dev.firn.validate.report;

import dev.firn.validate.content.DifferingRow;
import java.util.stream.Collectors;

/** A row that differs, in one line. */
final class ShownRow {

  private ShownRow() {}

  static String of(DifferingRow row) {
    String key = ShownValue.ofKey(row.key());
    return switch (row.kind()) {
      case MISSING ->
          row.lakeRows() == 0
              ? key + " is missing in the lake"
              : "%s is %d times at the source and %d times in the lake"
                  .formatted(key, row.sourceRows(), row.lakeRows());
      case EXTRA -> key + " is only in the lake";
      case DOUBLED ->
          "%s is %d times in the lake and %d times at the source"
              .formatted(key, row.lakeRows(), row.sourceRows());
      case CHANGED ->
          key + " " + row.columns().stream().map(ShownValue::of).collect(Collectors.joining("; "));
    };
  }
}
