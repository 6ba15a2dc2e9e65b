package dev.firn.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a contract says otherwise than the source would have it now, in words for people. */
public final class ContractDifferences {

  private ContractDifferences() {}

  /**
   * @param contract what the lake table was loaded with
   * @param now what the same rules make of the source now
   */
  public static List<String> between(TableMapping contract, TableMapping now) {
    List<String> differences = new ArrayList<>();
    Map<String, ColumnMapping> present = new LinkedHashMap<>();
    now.columns().forEach(column -> present.put(column.column(), column));
    for (ColumnMapping held : contract.columns()) {
      ColumnMapping found = present.remove(held.column());
      if (found == null) {
        String reason = now.excluded().get(held.column());
        differences.add(
            "column "
                + held.column()
                + " is "
                + (reason == null ? "gone" : "left out now, because it " + reason));
      } else {
        compare(held, found, differences);
      }
    }
    present.keySet().forEach(column -> differences.add("column " + column + " is new"));
    if (!contract.key().equals(now.key())) {
      differences.add("the key was " + contract.key() + " and is " + now.key());
    }
    return differences;
  }

  private static void compare(ColumnMapping held, ColumnMapping found, List<String> differences) {
    if (!held.type().equals(found.type())) {
      differences.add(
          "column %s was %s and is %s at the source, so %s becomes %s in the lake"
              .formatted(held.column(), held.type(), found.type(), lake(held), lake(found)));
    } else if (!held.columnType().rule().equals(found.columnType().rule())
        || !Objects.equals(lake(held), lake(found))) {
      differences.add(
          "column %s of type %s was %s and is %s in the lake: %s"
              .formatted(held.column(), held.type(), lake(held), lake(found), found.evidence()));
    }
  }

  private static String lake(ColumnMapping column) {
    return column.sparkType().simpleString();
  }
}
