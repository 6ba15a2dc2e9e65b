package dev.firn.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Names of tables as one option takes them: between commas, and in double quotes as in SQL where a
 * name needs them.
 */
public record TableNames(List<String> names) {

  private static final Pattern PLAIN = Pattern.compile("[\\p{L}\\p{N}_$.]+");
  private static final Pattern NEXT =
      Pattern.compile("\\G(?:\"((?:[^\"]|\"\")+)\"|([^\",][^,]*))(?:,|$)");

  public TableNames {
    names = List.copyOf(names);
  }

  /** What an option that is given several times names. */
  public static List<String> all(List<TableNames> options) {
    return options.stream().flatMap(option -> option.names().stream()).toList();
  }

  /** What {@link #parse} reads. */
  public String text() {
    return names.stream()
        .map(name -> PLAIN.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"')
        .collect(Collectors.joining(","));
  }

  /**
   * @throws IllegalArgumentException if a name is empty or its quotes are not closed
   */
  public static TableNames parse(String text) {
    List<String> names = new ArrayList<>();
    Matcher next = NEXT.matcher(text);
    int end = 0;
    while (end < text.length() && next.find()) {
      String quoted = next.group(1);
      names.add(quoted == null ? next.group(2) : quoted.replace("\"\"", "\""));
      end = next.end();
    }
    if (end < text.length() || text.isEmpty() || text.endsWith(",")) {
      throw new IllegalArgumentException(
          "expected names between commas, those with odd characters in double quotes, got " + text);
    }
    return new TableNames(names);
  }
}
