package dev.firn.check.types;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value that the lake has no place for: the load must fail its table alone, and the stream must
 * keep its event as a dead letter.
 *
 * @param value an SQL expression
 * @param load a part of what the load says, or empty if it takes the value
 * @param stream a part of what the stream says, or empty if the value is not sent
 */
record TypeRefusal(String type, String value, String load, String stream) {

  private static final String FILE = "type-refusals.txt";

  static List<TypeRefusal> all() throws IOException {
    List<TypeRefusal> refusals = new ArrayList<>();
    for (String line : TypeCase.lines(FILE)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      List<String> parts = Arrays.stream(line.split(" \\|\\| ", -1)).map(String::strip).toList();
      String by = parts.get(1);
      refusals.add(
          new TypeRefusal(
              parts.get(0),
              parts.get(2),
              by.equals("stream") ? "" : parts.get(3),
              by.equals("load") ? "" : parts.get(4)));
    }
    return refusals;
  }
}
