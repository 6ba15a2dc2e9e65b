package dev.firn.schema;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The forms that Debezium gives to its placeholder for a value that was not sent, by type. */
public final class UnavailableMarkers {

  private final Set<String> texts;
  private final Set<String> pairs = new HashSet<>();
  private final Set<List<?>> lists = new HashSet<>();

  /**
   * @param texts the texts that stand for a value that was not sent, as {@link
   *     UnavailableValue#markers} has them
   */
  public UnavailableMarkers(Set<String> texts) {
    this.texts = texts;
    texts.forEach(this::add);
  }

  private void add(String text) {
    pairs.add(ValueText.keysAndValues(Map.of(text, text)));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<Integer> ints = new ArrayList<>();
    for (byte one : bytes) {
      ints.add((int) one);
    }
    lists.add(List.of(text));
    lists.add(List.of(UUID.nameUUIDFromBytes(bytes).toString()));
    lists.add(ints);
    lists.add(ints.stream().map(Integer::longValue).toList());
    lists.add(ints.stream().map(LocalDate::ofEpochDay).toList());
  }

  public boolean isText(String text) {
    return texts.contains(text);
  }

  /** True of a JSON object in which the placeholder is the value of itself. */
  public boolean isPair(String keysAndValues) {
    return pairs.contains(keysAndValues);
  }

  /** True of the list that is made of the placeholder by the type of the elements. */
  public boolean isList(List<?> decoded) {
    return lists.contains(decoded);
  }
}
