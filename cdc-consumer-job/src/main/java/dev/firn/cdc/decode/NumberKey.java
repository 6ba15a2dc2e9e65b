package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells from the bytes of a message's key whether it says what the row says, without parsing them:
 * most keys are whole numbers, and a parser for each key cost a fifth of reading an event.
 */
final class NumberKey {

  /** Of more digits a number may be larger than a long. */
  private static final int MAX_DIGITS = 18;

  private static final long[] EXAMPLES = {7, 1_234_567};

  private final byte[][] before;
  private final int[] ordinals;

  private NumberKey(byte[][] before, int[] ordinals) {
    this.before = before;
    this.ordinals = ordinals;
  }

  /**
   * @return null if the table's key is not of numbers that events write as they are
   */
  static @Nullable NumberKey of(TableMapping mapping, ValueDecoder values) {
    int[] ordinals = mapping.keyOrdinals();
    List<byte[]> before = new ArrayList<>();
    for (int ordinal : ordinals) {
      ColumnMapping column = mapping.columns().get(ordinal);
      if (!isPlain(column.column()) || !isWrittenAsItIs(column, values)) {
        return null;
      }
      String text = (before.isEmpty() ? "{\"" : ",\"") + column.column() + "\":";
      before.add(text.getBytes(StandardCharsets.US_ASCII));
    }
    return before.isEmpty() ? null : new NumberKey(before.toArray(byte[][]::new), ordinals);
  }

  private static boolean isPlain(String name) {
    return name.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '"' && c != '\\');
  }

  private static boolean isWrittenAsItIs(ColumnMapping column, ValueDecoder values) {
    for (long example : EXAMPLES) {
      byte[] json = Long.toString(example).getBytes(StandardCharsets.US_ASCII);
      try (JsonParser parser = EventJson.open(json)) {
        parser.nextToken();
        if (!isWhole(values.decode(parser, column), example)) {
          return false;
        }
      } catch (IOException | UndecodableException e) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhole(@Nullable Object value, long number) {
    return (value instanceof Integer whole && whole == number)
        || (value instanceof Long large && large == number);
  }

  /** True only if a parser would read the row's own key from it. */
  boolean isOf(byte[] key, @Nullable Object[] row) {
    int at = 0;
    for (int i = 0; i < ordinals.length; i++) {
      if (!startsAt(key, at, before[i])) {
        return false;
      }
      at += before[i].length;
      int end = at;
      long number = 0;
      while (end < key.length && key[end] >= '0' && key[end] <= '9') {
        number = 10 * number + key[end++] - '0';
      }
      int digits = end - at;
      boolean isNumber = digits == 1 || (digits > 1 && digits <= MAX_DIGITS && key[at] != '0');
      if (!isNumber || !isWhole(row[ordinals[i]], number)) {
        return false;
      }
      at = end;
    }
    return at == key.length - 1 && key[at] == '}';
  }

  private static boolean startsAt(byte[] key, int at, byte[] text) {
    if (key.length - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (key[at + i] != text[i]) {
        return false;
      }
    }
    return true;
  }
}
