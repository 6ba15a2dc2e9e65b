package dev.firn.terminal;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How many places of a terminal a text takes. */
public final class TextWidth {

  private static final String MORE = "…";
  private static final int EMOJI = 0x1F300;
  private static final int AFTER_EMOJI = 0x1FB00;
  private static final int FULL_WIDTH = 0xFF01;
  private static final int AFTER_FULL_WIDTH = 0xFF61;

  private TextWidth() {}

  public static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int character) {
    switch (Character.getType(character)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
        return 0;
      }
      default -> {
        return isWide(character) ? 2 : 1;
      }
    }
  }

  private static boolean isWide(int character) {
    return switch (UnicodeScript.of(character)) {
          case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO, YI -> true;
          default -> false;
        }
        || (character >= EMOJI && character < AFTER_EMOJI)
        || (character >= FULL_WIDTH && character < AFTER_FULL_WIDTH);
  }

  /** What a terminal would obey, and what turns the direction of a line, is written out. */
  public static String visible(String text) {
    StringBuilder visible = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              if (isObeyed(character)) {
                visible.append(String.format(Locale.ROOT, "\\u%04x", character));
              } else {
                visible.appendCodePoint(character);
              }
            });
    return visible.toString();
  }

  private static boolean isObeyed(int character) {
    int type = Character.getType(character);
    return Character.isISOControl(character)
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.FORMAT
        || type == Character.SURROGATE;
  }

  /** The text, or its beginning with a sign that there is more. */
  static String cut(String text, int width) {
    if (of(text) <= width) {
      return text;
    }
    return width < 1 ? "" : beginning(text, width - 1) + MORE;
  }

  private static String beginning(String text, int width) {
    int end = 0;
    int taken = 0;
    while (end < text.length()) {
      int character = text.codePointAt(end);
      taken += of(character);
      if (taken > width) {
        break;
      }
      end += Character.charCount(character);
    }
    return text.substring(0, end);
  }

  static String padded(String text, int width, boolean right) {
    String blanks = " ".repeat(Math.max(0, width - of(text)));
    return right ? blanks + text : text + blanks;
  }

  /**
   * The text in lines, broken at blanks where there are any.
   *
   * @param width of a line; 0 if there is no limit
   */
  public static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : visible(text.replaceAll("\\s+", " ").strip()).split(" ", -1)) {
      if (width > 0 && !line.isEmpty() && of(line.toString()) + 1 + of(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
      while (width > 0 && of(line.toString()) > width) {
        String full = beginning(line.toString(), Math.max(2, width));
        lines.add(full);
        line.delete(0, full.length());
      }
    }
    if (!line.isEmpty() || lines.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
