package dev.firn.query;

import java.util.ArrayList;
import java.util.List;

/**
 * The statements of a text, told apart by semicolons that stand in no string, name or comment.
 *
 * @param statements those that end with a semicolon
 * @param rest what follows the last of them, and may go on in the next line
 */
record SqlText(List<Statement> statements, Statement rest) {

  SqlText {
    statements = List.copyOf(statements);
  }

  static SqlText of(String text) {
    List<Statement> found = new ArrayList<>();
    int begin = 0;
    int at = 0;
    while (at < text.length()) {
      if (text.charAt(at) == ';') {
        found.add(new Statement(text.substring(begin, at).strip()));
        at++;
        begin = at;
      } else {
        at = Math.max(at + 1, endOfWhole(text, at));
      }
    }
    found.removeIf(Statement::isEmpty);
    return new SqlText(found, new Statement(text.substring(begin).strip()));
  }

  /** All of them, the last one with or without its semicolon. */
  List<Statement> all() {
    List<Statement> all = new ArrayList<>(statements);
    if (!rest.isEmpty()) {
      all.add(rest);
    }
    return all;
  }

  /** Where a string, a name or a comment ends that begins at a place; the place if none does. */
  private static int endOfWhole(String text, int at) {
    char first = text.charAt(at);
    if (first == '\'' || first == '"') {
      return endOfQuoted(text, at, !isRaw(text, at));
    }
    return first == '`' ? endOfQuoted(text, at, false) : endOfComment(text, at);
  }

  /** True for a string such as {@code r'C:\'}, in which a backslash is one. */
  private static boolean isRaw(String text, int quote) {
    return quote > 0
        && (text.charAt(quote - 1) == 'r' || text.charAt(quote - 1) == 'R')
        && (quote == 1 || !Character.isJavaIdentifierPart(text.charAt(quote - 2)));
  }

  /** A quote that is doubled ends one and begins another, which comes to the same. */
  private static int endOfQuoted(String text, int begin, boolean escapes) {
    for (int at = begin + 1; at < text.length(); at++) {
      if (escapes && text.charAt(at) == '\\') {
        at++;
      } else if (text.charAt(at) == text.charAt(begin)) {
        return at + 1;
      }
    }
    return text.length();
  }

  /** Where a comment ends that begins at a place; the place if none does. */
  static int endOfComment(String text, int begin) {
    if (text.startsWith("--", begin)) {
      int end = text.indexOf('\n', begin);
      return end < 0 ? text.length() : end + 1;
    }
    if (!text.startsWith("/*", begin)) {
      return begin;
    }
    int depth = 0;
    for (int at = begin; at < text.length(); at++) {
      if (text.startsWith("/*", at)) {
        depth++;
        at++;
      } else if (text.startsWith("*/", at)) {
        depth--;
        at++;
        if (depth == 0) {
          return at + 1;
        }
      }
    }
    return text.length();
  }
}
