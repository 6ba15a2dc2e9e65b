package dev.firn.program;

import java.util.HashMap;
import java.util.Map;

/** What follows the name of a benchmark or check: {@code --name value}. */
public record Options(Map<String, String> values) {

  /**
   * @param defaults all options that there are
   * @throws IllegalArgumentException naming what is no option, or has no value
   */
  static Options parse(Map<String, String> defaults, String... arguments) {
    Map<String, String> values = new HashMap<>(defaults);
    for (int i = 0; i < arguments.length; i += 2) {
      String name = arguments[i].replaceFirst("^--", "");
      if (!defaults.containsKey(name) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(
            (defaults.containsKey(name) ? "No value follows \"" : "There is no option \"")
                + arguments[i]
                + "\".");
      }
      values.put(name, arguments[i + 1]);
    }
    return new Options(values);
  }

  public int integer(String name) {
    return Integer.parseInt(text(name));
  }

  public double number(String name) {
    return Double.parseDouble(text(name));
  }

  /** The value as it was given. */
  public String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("No option --" + name);
    }
    return value;
  }
}
