package dev.firn.source.postgres;

import dev.firn.source.ReadSession;
import dev.firn.source.postgres.connect.SqlName;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The condition that rows with some keys meet, in a form for which the server uses an index. */
final class KeyCondition {

  private KeyCondition() {}

  /**
   * @param types of the table's columns, as SQL writes them
   */
  static String of(ReadSession.Keys keys, Map<String, String> types) {
    List<String> columns = keys.columns();
    return "(%s) IN (SELECT %s FROM (VALUES %s) AS sought(%s))"
        .formatted(
            each(columns, i -> SqlName.quoted(columns.get(i))),
            each(columns, i -> "k" + i + "::" + types.get(columns.get(i))),
            keys.rows().stream().map(KeyCondition::row).collect(Collectors.joining(", ")),
            each(columns, i -> "k" + i));
  }

  private static String row(List<String> values) {
    return values.stream()
        .map(value -> SqlName.literal(value) + "::text")
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static String each(List<String> columns, IntFunction<String> text) {
    return IntStream.range(0, columns.size()).mapToObj(text).collect(Collectors.joining(", "));
  }
}
