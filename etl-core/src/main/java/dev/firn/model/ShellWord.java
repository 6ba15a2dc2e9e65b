package dev.firn.model;

import java.util.regex.Pattern;

/** Quotes words of commands that messages tell people to run, for any POSIX shell. */
public final class ShellWord {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.,:/=+-]*");

  private ShellWord() {}

  public static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
