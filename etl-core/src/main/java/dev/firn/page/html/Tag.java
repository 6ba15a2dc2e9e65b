package dev.firn.page.html;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** An element. It is not changed: each method makes another one. */
public final class Tag implements Html {

  private static final Pattern NAME = Pattern.compile("[a-z][a-zA-Z0-9]*");
  private static final Pattern ATTRIBUTE = Pattern.compile("[a-z][a-zA-Z0-9-]*");

  /** What they hold is no text to a browser. */
  private static final Set<String> OBEYED =
      Set.of("script", "style", "iframe", "object", "embed", "base", "link", "form", "template");

  /** Of these, a browser expects no end. */
  private static final Set<String> WITHOUT_END = Set.of("br", "hr", "input", "meta");

  private static final Set<String> ADDRESSES =
      Set.of(
          "href",
          "src",
          "action",
          "formaction",
          "srcset",
          "srcdoc",
          "data",
          "poster",
          "background");

  private final String name;
  private final Map<String, String> attributes;
  private final List<Html> content;

  private Tag(String name, Map<String, String> attributes, List<Html> content) {
    this.name = name;
    this.attributes = attributes;
    this.content = content;
  }

  public static Tag of(String name) {
    if (!NAME.matcher(name).matches() || OBEYED.contains(name.toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException("No element of a page: " + name);
    }
    return new Tag(name, Map.of(), List.of());
  }

  /** An element with a class of the style sheet. */
  public static Tag of(String name, String styled) {
    return of(name).with("class", styled);
  }

  /** Text where a piece is expected. */
  public static Html text(String content) {
    return new Text(content);
  }

  public Tag with(String attribute, Object value) {
    String text =
        value instanceof Double number
            ? String.format(Locale.ROOT, "%.3f", number)
            : String.valueOf(value);
    String lower = attribute.toLowerCase(Locale.ROOT);
    if (!ATTRIBUTE.matcher(attribute).matches()
        || lower.startsWith("on")
        || lower.equals("style")
        || (ADDRESSES.contains(lower) && !text.startsWith("#"))) {
      throw new IllegalArgumentException(
          "No attribute of a page: %s=%s".formatted(attribute, text));
    }
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(attribute, text);
    return new Tag(name, more, content);
  }

  /** A part of a hundred, in the form of the web whatever the language of this process. */
  public Tag percent(String attribute, double value) {
    return with(attribute, String.format(Locale.ROOT, "%.3f%%", value));
  }

  public Tag add(Html... pieces) {
    return add(List.of(pieces));
  }

  public Tag add(List<? extends Html> pieces) {
    List<Html> more = new ArrayList<>(content);
    more.addAll(pieces);
    return new Tag(name, attributes, more);
  }

  public Tag add(String text) {
    return add(new Text(text));
  }

  @Override
  public void writeTo(StringBuilder page) {
    page.append('<').append(name);
    attributes.forEach(
        (attribute, value) -> {
          page.append(' ').append(attribute).append("=\"");
          Text.write(value, page);
          page.append('"');
        });
    page.append('>');
    if (!WITHOUT_END.contains(name)) {
      content.forEach(piece -> piece.writeTo(page));
      page.append("</").append(name).append('>');
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    writeTo(text);
    return text.toString();
  }
}
