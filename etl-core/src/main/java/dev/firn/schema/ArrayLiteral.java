package dev.firn.schema;

import dev.firn.model.DeclaredType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text form of an array: <code>{1,NULL,"a,b"}</code>, with quotes around what would be read
 * otherwise, and before it the bounds if they do not begin with 1. Boxes are separated by
 * semicolons, because they have commas themselves.
 */
public final class ArrayLiteral {

  private final String text;
  private final char separator;
  private int at;

  private ArrayLiteral(String text, DeclaredType element) {
    this.text = text;
    this.separator = element.name().equals("box") ? ';' : ',';
    this.at = text.indexOf('{') + 1;
  }

  /** The texts of the elements, or null if the array has more than one dimension. */
  public static @Nullable List<@Nullable String> elements(String text, DeclaredType element) {
    return new ArrayLiteral(text, element).elements();
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
