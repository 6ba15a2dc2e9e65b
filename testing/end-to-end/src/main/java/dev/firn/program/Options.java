package dev.firn.program;

import java.util.Map;
import java.util.TreeMap;

/** What follows the name of a benchmark or check: {@code --name value}, each with a default. */
public record Options(Map<String, String> values) {

  static Options parse(String... arguments) {
    Map<String, String> values = new TreeMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      values.put(arguments[i].replaceFirst("^--", ""), arguments[i + 1]);
    }
    return new Options(values);
  }

  public int integer(String name, int fallback) {
    return Integer.parseInt(values.getOrDefault(name, Integer.toString(fallback)));
  }

  public double number(String name, double fallback) {
    return Double.parseDouble(values.getOrDefault(name, Double.toString(fallback)));
  }
}
