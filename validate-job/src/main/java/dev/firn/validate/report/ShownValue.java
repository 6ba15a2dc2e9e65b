package dev.firn.validate.report;

import dev.firn.validate.content.DifferingRow;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Values as people read them: text in quotes, so that blanks are seen, and never a long one. */
final class ShownValue {

  private static final int MAX_CHARACTERS = 60;
  private static final int CHARACTERS_BEFORE = 20;

  private ShownValue() {}

  /** A column and what both sides have in it. */
  static String of(DifferingRow.Pair pair) {
    String source = whole(pair.source());
    String lake = whole(pair.lake());
    int from = Math.max(0, firstDifference(source, lake) - CHARACTERS_BEFORE);
    return "%s: source %s, lake %s".formatted(pair.column(), cut(source, from), cut(lake, from));
  }

  /** A key, such as {@code id=7} or {@code a=1, b="x"}. */
  static String ofKey(List<DifferingRow.Value> key) {
    return key.stream()
        .map(part -> part.column() + "=" + of(part.value()))
        .collect(Collectors.joining(", "));
  }

  static String of(@Nullable Object value) {
    return cut(whole(value), 0);
  }

  private static int firstDifference(String one, String other) {
    int at = 0;
    while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return at;
  }

  private static String cut(String text, int from) {
    if (text.length() <= MAX_CHARACTERS) {
      return text;
    }
    int begin = Math.min(from, text.length());
    int end = Math.min(text.length(), begin + MAX_CHARACTERS);
    return (begin > 0 ? "…" : "")
        + text.substring(begin, end)
        + (end < text.length() ? "…" : "")
        + " ("
        + text.length()
        + " characters)";
  }

  /** What a terminal would obey is written out. */
  private static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      if (Character.isISOControl(character) || character == 0x2028 || character == 0x2029) {
        visible.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
      } else {
        visible.append(character);
      }
    }
    return visible.toString();
  }

  private static String whole(@Nullable Object value) {
    if (value == null) {
      return "NULL";
    } else if (value instanceof String text) {
      return '"' + visible(text) + '"';
    } else if (value instanceof byte[] bytes) {
      return "0x" + HexFormat.of().formatHex(bytes);
    } else if (value instanceof scala.collection.Seq<?> list) {
      return CollectionConverters.asJava(list).stream()
          .map(ShownValue::whole)
          .collect(Collectors.joining(", ", "[", "]"));
    } else if (value instanceof Map<?, ?> map) {
      return map.toString();
    }
    return value.toString();
  }
}
