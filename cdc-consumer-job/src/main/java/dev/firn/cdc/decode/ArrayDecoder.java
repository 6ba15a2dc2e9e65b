package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.Unavailable;
import dev.firn.schema.ValueRule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lists that stand for arrays.
 *
 * <p>Debezium sends an array of more than one dimension as a list of the names that Java gives to
 * objects, which is refused, because what the source holds is not in it, or as a list of NULLs
 * ({@link AmbiguousEncoding}).
 */
final class ArrayDecoder {

  private static final Pattern JAVA_ARRAY = Pattern.compile("\\[L[\\w.]+;@[0-9a-f]+");

  /** Reads an element. */
  @FunctionalInterface
  interface Elements {
    Object decode(JsonParser parser, JsonToken token, ColumnMapping element) throws IOException;
  }

  private final Elements elements;
  private final Set<List<?>> unavailable = new HashSet<>();

  /**
   * @param markers the texts that stand for a value that was not sent
   */
  ArrayDecoder(Elements elements, Set<String> markers) {
    this.elements = elements;
    markers.forEach(this::addMarkers);
  }

  /** The lists that Debezium makes of its placeholder, by the type of their elements. */
  private void addMarkers(String marker) {
    byte[] bytes = marker.getBytes(StandardCharsets.UTF_8);
    List<Integer> ints = new ArrayList<>();
    for (byte one : bytes) {
      ints.add((int) one);
    }
    unavailable.add(List.of(marker));
    unavailable.add(List.of(UUID.nameUUIDFromBytes(bytes).toString()));
    unavailable.add(ints);
    unavailable.add(ints.stream().map(Integer::longValue).toList());
    unavailable.add(ints.stream().map(LocalDate::ofEpochDay).toList());
  }

  /**
   * @param parser at the beginning of the list; left at its end
   */
  Object decode(JsonParser parser, ColumnMapping column) throws IOException {
    ColumnMapping element = column.element();
    List<@Nullable Object> list = new ArrayList<>();
    if (!parser.isExpectedStartArrayToken()) {
      throw new IllegalArgumentException("expected a list");
    }
    boolean isMarker = false;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (element.rule() == ValueRule.BINARY
          && token == JsonToken.VALUE_STRING
          && unavailable.contains(List.of(parser.getText()))) {
        isMarker = true;
        continue;
      }
      list.add(token == JsonToken.VALUE_NULL ? null : elements.decode(parser, token, element));
    }
    if (isMarker || unavailable.contains(list)) {
      return Unavailable.VALUE;
    }
    requireReal(list);
    return list;
  }

  private static void requireReal(List<@Nullable Object> list) {
    boolean javaArray =
        list.stream()
            .anyMatch(value -> value instanceof String text && JAVA_ARRAY.matcher(text).matches());
    if (javaArray) {
      throw new IllegalArgumentException("an array of more than one dimension");
    }
    for (Object value : list) {
      // Days before Christ come as days after (ArrayDateDistortion); these are Debezium's infinite
      // ones.
      if (value instanceof LocalDate day && day.getYear() < 1) {
        throw new IllegalArgumentException("the lake has no infinite date");
      }
    }
  }
}
