package dev.firn.cdc.decode;

import dev.firn.cdc.event.EventHeaders;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import dev.firn.schema.TableMapping;
import dev.firn.schema.UnavailableValue;
import dev.firn.schema.ValueText;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's own placeholder for a large value that was not sent, from a connector that was not
 * told to send Firn's. It would be taken for the value.
 *
 * <p>Text of users can be the same. So this is asked only of events in which a large value can be
 * missing, and only if they do not come from a connector with Firn's settings.
 */
final class DebeziumPlaceholder {

  private static final String TEXT = UnavailableValue.OF_DEBEZIUM;
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);
  private static final String PAIR = ValueText.keysAndValues(Map.of(TEXT, TEXT));
  private static final String UUID_TEXT = UUID.nameUUIDFromBytes(BYTES).toString();

  private DebeziumPlaceholder() {}

  /**
   * @param image the row as an update has left it
   * @throws UndecodableException if a value is the placeholder
   */
  static void requireNone(@Nullable Object[] image, TableMapping mapping) {
    for (int i = 0; i < image.length; i++) {
      if (is(image[i])) {
        throw new UndecodableException(
            ErrorCode.VALUE_IS_AMBIGUOUS,
            "column "
                + mapping.columns().get(i).column()
                + " has "
                + TEXT
                + ", which a connector sends in place of a large value that did not change. Set"
                + " unavailable.value.placeholder and the transform that adds header "
                + EventHeaders.FIRN_SETTINGS
                + " in the connector as the file of firn bulk-load has them, and reload the table");
      }
    }
  }

  private static boolean is(@Nullable Object value) {
    if (value instanceof String text) {
      return text.equals(TEXT) || text.equals(PAIR);
    }
    if (value instanceof byte[] bytes) {
      return Arrays.equals(bytes, BYTES);
    }
    return value instanceof List<?> list && isList(list);
  }

  /** Debezium makes a list of it by the type of the elements. */
  private static boolean isList(List<?> list) {
    if (list.size() == 1) {
      return is(list.get(0)) || UUID_TEXT.equals(list.get(0));
    }
    return list.size() == BYTES.length
        && IntStream.range(0, BYTES.length).allMatch(i -> number(list.get(i)) == BYTES[i]);
  }

  private static long number(@Nullable Object element) {
    if (element instanceof LocalDate day) {
      return day.toEpochDay();
    }
    return element instanceof Integer || element instanceof Long
        ? ((Number) element).longValue()
        : -1;
  }
}
