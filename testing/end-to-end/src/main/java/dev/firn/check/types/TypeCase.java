package dev.firn.check.types;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A column type with values that are worth a look.
 *
 * @param type as in CREATE TABLE
 * @param shown an SQL expression of {@code $}: what the source shows, in the words of LakeText
 * @param random an SQL expression for any value of the type
 * @param values SQL expressions: typical, smallest, largest, zero, empty
 */
record TypeCase(String type, String shown, String random, List<String> values) {

  /** All of them, the arrays among them. */
  static List<TypeCase> all() throws IOException {
    return in("type-cases.txt");
  }

  /** Values that are not sent again when an update leaves them as they are. */
  static List<TypeCase> large() throws IOException {
    return in("type-large.txt");
  }

  private static List<TypeCase> in(String file) throws IOException {
    List<TypeCase> cases = new ArrayList<>();
    for (String line : lines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split(" \\|\\| ", -1);
      List<String> values = Arrays.stream(parts, 4, parts.length).map(String::strip).toList();
      TypeCase type = new TypeCase(parts[0].strip(), parts[2], parts[3], values);
      String arrays = parts[1].strip();
      if (!arrays.equals("only")) {
        cases.add(type);
      }
      if (!arrays.equals("-")) {
        cases.add(type.array(!arrays.equals("n")));
      }
    }
    return cases;
  }

  /** Arrays of the type: empty, of one element, of all values. */
  private TypeCase array(boolean nullElements) {
    String array = type + "[]";
    List<String> typed = values.stream().map(value -> "(" + value + ")::" + type).toList();
    String all = String.join(", ", typed);
    String elements =
        "(SELECT '[' || coalesce(string_agg(coalesce(%s, 'NULL'), ',' ORDER BY o), '') || ']'"
            .formatted(shown.replace("$", "($)[o]"));
    return new TypeCase(
        array,
        "CASE WHEN num_nulls($) = 0 THEN "
            + elements
            + " FROM generate_series(1, cardinality($)) o) END",
        "ARRAY[(%1$s)::%2$s, (%1$s)::%2$s]".formatted(random, type),
        List.of(
            "'{}'",
            "ARRAY[" + typed.get(0) + "]",
            "ARRAY[" + all + (nullElements ? ", NULL" : "") + "]",
            nullElements ? "ARRAY[NULL, NULL]::" + array : "'{}'"));
  }

  String shown(String column) {
    // $t$ quotes; the sign alone is the value.
    return shown.replace("$", column);
  }

  static List<String> lines(String file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(TypeCase.class.getResourceAsStream(file)),
                StandardCharsets.UTF_8))) {
      return reader.lines().toList();
    }
  }
}
