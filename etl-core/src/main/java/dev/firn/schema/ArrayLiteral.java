package dev.firn.schema;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of an array: <code>{1,NULL,"a,b"}</code>, with quotes around what would be read
 * otherwise, and before it the bounds if they do not begin with 1.
 */
public final class ArrayLiteral {

  private final String text;
  private int at;

  private ArrayLiteral(String text) {
    this.text = text;
  }

  /** The texts of the elements, or null if the array has more than one dimension. */
  public static @Nullable List<@Nullable String> elements(String text) {
    int begin = text.indexOf('{');
    ArrayLiteral literal = new ArrayLiteral(text);
    literal.at = begin + 1;
    return literal.elements();
  }

  private @Nullable List<@Nullable String> elements() {
    List<@Nullable String> elements = new ArrayList<>();
    while (text.charAt(at) != '}') {
      switch (text.charAt(at)) {
        case '{' -> {
          return null;
        }
        case ',' -> at++;
        case '"' -> elements.add(quoted());
        default -> elements.add(plain());
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
    while (text.charAt(at) != ',' && text.charAt(at) != '}') {
      at++;
    }
    String element = text.substring(begin, at);
    return element.equals("NULL") ? null : element;
  }
}
