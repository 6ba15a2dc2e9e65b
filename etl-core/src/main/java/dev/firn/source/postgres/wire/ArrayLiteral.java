package dev.firn.source.postgres.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of an array: <code>{1,NULL,"a,b"}</code>, with quotes around what would be read
 * otherwise, and before it the bounds if they do not begin with 1.
 */
public final class ArrayLiteral {

  private final String text;
  private final char separator;
  private int at;

  private ArrayLiteral(String text, char separator) {
    this.text = text;
    this.separator = separator;
    this.at = text.indexOf('{') + 1;
  }

  /** The texts of the elements, or null if the array has more than one dimension. */
  public static @Nullable List<@Nullable String> elements(String text, char separator) {
    return new ArrayLiteral(text, separator).elements();
  }

  private @Nullable List<@Nullable String> elements() {
    List<@Nullable String> elements = new ArrayList<>();
    while (text.charAt(at) != '}') {
      char next = text.charAt(at);
      if (next == '{') {
        return null;
      }
      if (next == separator) {
        at++;
      } else {
        elements.add(next == '"' ? quoted() : plain());
      }
    }
    return elements;
  }

  private String quoted() {
    StringBuilder element = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      if (text.charAt(at) == '\\') {
        at++;
      }
      element.append(text.charAt(at));
    }
    at++;
    return element.toString();
  }

  private @Nullable String plain() {
    int begin = at;
    while (text.charAt(at) != separator && text.charAt(at) != '}') {
      at++;
    }
    String element = text.substring(begin, at);
    return element.equals("NULL") ? null : element;
  }
}
