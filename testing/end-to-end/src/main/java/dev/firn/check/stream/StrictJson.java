package dev.firn.check.stream;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON to the letter of RFC 8259, as a second opinion beside the parser that the product uses. An
 * object is a map, a list a list, a number a {@link Literal}. A field that comes twice is {@link
 * #TWICE}.
 */
final class StrictJson {

  /** A number as it is written. */
  record Literal(String text) {}

  /** The bytes are no JSON, or could be read in two ways. */
  static final class NoJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    NoJsonException(String message) {
      super(message);
    }
  }

  /** Nobody knows which of two values is meant. */
  private static final Object TWICE = new Object();

  private final String text;
  private int at;

  private StrictJson(String text) {
    this.text = text;
  }

  /**
   * @throws NoJsonException if the bytes are anything but one object
   */
  static Map<String, @Nullable Object> object(byte[] bytes) throws NoJsonException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new NoJsonException("not UTF-8");
    }
    StrictJson json = new StrictJson(text);
    json.skipSpace();
    json.expect('{');
    Map<String, @Nullable Object> object = json.object();
    json.skipSpace();
    if (json.at < text.length()) {
      throw new NoJsonException("more behind it");
    }
    return object;
  }

  private Map<String, @Nullable Object> object() throws NoJsonException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    skipSpace();
    if (accept('}')) {
      return fields;
    }
    do {
      skipSpace();
      expect('"');
      String name = string();
      skipSpace();
      expect(':');
      Object value = value();
      fields.put(name, fields.containsKey(name) ? TWICE : value);
      skipSpace();
    } while (accept(','));
    expect('}');
    return fields;
  }

  private List<@Nullable Object> list() throws NoJsonException {
    List<@Nullable Object> elements = new ArrayList<>();
    skipSpace();
    if (accept(']')) {
      return elements;
    }
    do {
      elements.add(value());
      skipSpace();
    } while (accept(','));
    expect(']');
    return elements;
  }

  private @Nullable Object value() throws NoJsonException {
    skipSpace();
    if (accept('{')) {
      return object();
    }
    if (accept('[')) {
      return list();
    }
    if (accept('"')) {
      return string();
    }
    for (String word : List.of("true", "false", "null")) {
      if (text.startsWith(word, at)) {
        at += word.length();
        return word.equals("null") ? null : Boolean.valueOf(word);
      }
    }
    int begin = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String number = text.substring(begin, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw new NoJsonException("no value: " + number);
    }
    return new Literal(number);
  }

  private String string() throws NoJsonException {
    StringBuilder read = new StringBuilder();
    while (!accept('"')) {
      char one = next();
      if (one < ' ') {
        throw new NoJsonException("a control character");
      }
      read.append(one == '\\' ? escape() : one);
    }
    String found = read.toString();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(found)) {
      throw new NoJsonException("half of a character");
    }
    return found;
  }

  private char escape() throws NoJsonException {
    char kind = next();
    int simple = "\"\\/bfnrt".indexOf(kind);
    if (simple >= 0) {
      return "\"\\/\b\f\n\r\t".charAt(simple);
    }
    if (kind != 'u' || at + 4 > text.length()) {
      throw new NoJsonException("no escape: " + kind);
    }
    String hex = text.substring(at, at + 4);
    if (!hex.matches("[0-9a-fA-F]{4}")) {
      throw new NoJsonException("no escape: " + hex);
    }
    at += 4;
    return (char) Integer.parseInt(hex, 16);
  }

  private char next() throws NoJsonException {
    if (at >= text.length()) {
      throw new NoJsonException("it ends");
    }
    return text.charAt(at++);
  }

  private boolean accept(char wanted) {
    boolean found = at < text.length() && text.charAt(at) == wanted;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char wanted) throws NoJsonException {
    if (!accept(wanted)) {
      throw new NoJsonException("no " + wanted);
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }
}
