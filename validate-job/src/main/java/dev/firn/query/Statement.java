package dev.firn.query;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One statement as it was typed, without the semicolon behind it. */
record Statement(String text) {

  private static final int ENOUGH = 60;
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]+|.", Pattern.DOTALL);

  /** Enough of it to be known by, in one line. */
  String beginning() {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= ENOUGH ? line : line.substring(0, ENOUGH) + "…";
  }

  /** The word that says what it does, in capitals; empty if there is nothing but comments. */
  String firstWord() {
    int at = 0;
    while (at < text.length()) {
      int end = SqlText.endOfComment(text, at);
      if (end > at) {
        at = end;
      } else if (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == '(') {
        at++;
      } else {
        Matcher word = WORD.matcher(text);
        return word.find(at) ? word.group().toUpperCase(Locale.ROOT) : "";
      }
    }
    return "";
  }

  boolean isEmpty() {
    return firstWord().isEmpty();
  }
}
