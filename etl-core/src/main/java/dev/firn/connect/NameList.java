package dev.firn.connect;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A list of regular expressions for whole names, as Debezium reads it from a setting. */
public record NameList(List<String> expressions) {

  private static final Pattern COMMA = Pattern.compile("(?<!\\\\),");

  public static NameList of(String setting) {
    return new NameList(
        Arrays.stream(COMMA.split(setting)).map(String::strip).filter(s -> !s.isEmpty()).toList());
  }

  public boolean isEmpty() {
    return expressions.isEmpty();
  }

  /** True if one of them is the name; one that cannot be read may be. */
  public boolean has(String name) {
    return expressions.stream().anyMatch(expression -> matches(expression, name));
  }

  private static boolean matches(String expression, String name) {
    try {
      return Pattern.compile(expression.replace("\\,", ","), Pattern.CASE_INSENSITIVE)
          .matcher(name)
          .matches();
    } catch (PatternSyntaxException e) {
      return true;
    }
  }
}
