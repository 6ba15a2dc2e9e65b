package dev.firn.validate.check;

import org.jspecify.annotations.Nullable;

/** Why the lake may have rows that the source has no more, because somebody has chosen so. */
final class KeptRows {

  private KeptRows() {}

  static @Nullable String reason(CheckedTable table) {
    return table.policy().leniency(table.contract().hasKey()).entrySet().stream()
        .findFirst()
        .map(choice -> choice.getKey() + " is " + choice.getValue())
        .or(
            () ->
                table
                    .lake()
                    .state()
                    .findBookmark()
                    .map(
                        mark ->
                            "it is read by its bookmark, and all rows were compared last at "
                                + mark.comparedAt()))
        .orElse(null);
  }
}
