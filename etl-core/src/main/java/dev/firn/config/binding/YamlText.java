package dev.firn.config.binding;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes values as YAML, in quotes where it needs them. */
public final class YamlText {

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_/.$(][A-Za-z0-9_/.$()+=-]*(:[A-Za-z0-9_/.-]+)*");

  private YamlText() {}

  public static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : quoted(text);
  }

  static String of(List<String> texts, boolean isList) {
    return isList
        ? texts.stream().map(YamlText::of).collect(Collectors.joining(", ", "[", "]"))
        : of(String.join(", ", texts));
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // What a terminal would take for a command.
          if (c < ' ' || (c >= 0x7f && c < 0xa0)) {
            out.append("\\x").append(String.format(Locale.ROOT, "%02x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append('"').toString();
  }
}
