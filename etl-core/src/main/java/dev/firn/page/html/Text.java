package dev.firn.page.html;

import dev.firn.error.Secrets;
import dev.firn.terminal.TextWidth;
import java.util.stream.Collectors;

/** What is read, whatever it is. */
record Text(String content) implements Html {

  @Override
  public void writeTo(StringBuilder page) {
    write(content, page);
  }

  /**
   * Escapes for text and for values of attributes alike; what no page may have, or what turns the
   * direction of a line, is written out, and secrets are hidden.
   */
  static void write(String text, StringBuilder page) {
    String visible =
        Secrets.without(text).lines().map(TextWidth::visible).collect(Collectors.joining("\n"));
    for (int i = 0; i < visible.length(); i++) {
      char character = visible.charAt(i);
      switch (character) {
        case '&' -> page.append("&amp;");
        case '<' -> page.append("&lt;");
        case '>' -> page.append("&gt;");
        case '"' -> page.append("&quot;");
        case '\'' -> page.append("&#39;");
        default -> page.append(character);
      }
    }
  }
}
