package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.firn.cdc.event.KafkaEvent;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.error.ErrorCode;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of keys and values: one object, all of its bytes, in text that is Unicode. Jackson alone
 * reads more than that, and what it makes of it would be a guess.
 */
final class EventJson {

  /** A column may hold a gigabyte; the limits of Jackson are lower and not ours. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final char INSTEAD_OF_MALFORMED = '\uFFFD';

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long BACKSLASHES = ONES * '\\';

  private EventJson() {}

  /** Reads the inner of an object. */
  @FunctionalInterface
  interface Reader<T> {
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads an object.
   *
   * @param part key or value, for messages
   * @throws UndecodableException if the bytes are anything but one JSON object
   */
  static <T> T read(byte[] bytes, String part, Reader<T> reader) throws IOException {
    KafkaEvent.requireJson(bytes, part);
    requireUnicode(bytes, part);
    try (JsonParser parser = JSON.createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UndecodableException(
            ErrorCode.EVENT_IS_BROKEN, "its " + part + " is no JSON object");
      }
      T found = reader.read(parser);
      if (parser.nextToken() != null) {
        throw new UndecodableException(
            ErrorCode.EVENT_IS_BROKEN, "its " + part + " has more behind the JSON object");
      }
      return found;
    } catch (JsonProcessingException e) {
      throw new UndecodableException(
          ErrorCode.EVENT_IS_BROKEN, "its " + part + " is no JSON: " + e.getOriginalMessage());
    }
  }

  /** A parser of bytes of which nobody knows what they are. */
  static JsonParser open(byte[] bytes) throws IOException {
    return JSON.createParser(bytes);
  }

  /** What surrounds the value at which the parser stands, for {@link #skipTo}. */
  static JsonStreamContext around(JsonParser parser) {
    JsonStreamContext context = parser.getParsingContext();
    JsonToken token = parser.currentToken();
    boolean hasInner = token == JsonToken.START_ARRAY || token == JsonToken.START_OBJECT;
    return hasInner ? context.getParent() : context;
  }

  /** Goes to the end of a value of which only a part was read. */
  static void skipTo(JsonParser parser, @Nullable JsonStreamContext around) throws IOException {
    while (parser.getParsingContext() != around) {
      if (parser.nextToken() == null) {
        return;
      }
    }
  }

  /** Most events are ASCII without escapes, and a string of each was a thirtieth of all memory. */
  private static void requireUnicode(byte[] bytes, String part) {
    if (isPlain(bytes)) {
      return;
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.indexOf(INSTEAD_OF_MALFORMED) >= 0) {
      requireUtf8(bytes, part);
    }
    if (text.contains("\\u")) {
      requireWholeCharacters(bytes, part);
    }
  }

  /** True if there are only ASCII characters, and none of them is a backslash. */
  private static boolean isPlain(byte[] bytes) {
    long found = 0;
    int i = 0;
    for (; i <= bytes.length - Long.BYTES; i += Long.BYTES) {
      long word = (long) WORDS.get(bytes, i);
      long zeroAtBackslash = word ^ BACKSLASHES;
      // The high bit of a byte becomes set if it was set, or if the byte was a backslash.
      found |= word | ((zeroAtBackslash - ONES) & ~zeroAtBackslash);
    }
    for (; i < bytes.length; i++) {
      if (bytes[i] < 0 || bytes[i] == '\\') {
        return false;
      }
    }
    return (found & HIGH_BITS) == 0;
  }

  private static void requireUtf8(byte[] bytes, String part) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
    } catch (CharacterCodingException e) {
      throw new UndecodableException(ErrorCode.EVENT_IS_BROKEN, "its " + part + " is not UTF-8");
    }
  }

  /** Half of a character, as an escape can write it, is none. */
  private static void requireWholeCharacters(byte[] bytes, String part) {
    boolean isHigh = false;
    int i = 0;
    while (i < bytes.length) {
      boolean isEscape = bytes[i] == '\\';
      int unit = isEscape ? unicodeEscape(bytes, i) : -1;
      boolean isLow = unit >= 0 && Character.isLowSurrogate((char) unit);
      if (isHigh != isLow) {
        throw new UndecodableException(
            ErrorCode.EVENT_IS_BROKEN, "its " + part + " has half of a Unicode character");
      }
      isHigh = unit >= 0 && Character.isHighSurrogate((char) unit);
      i += unit >= 0 ? 6 : isEscape ? 2 : 1;
    }
  }

  /** The UTF-16 code unit of an escape such as {@code \}{@code u00e9}, or -1 if it is another. */
  private static int unicodeEscape(byte[] bytes, int at) {
    if (at + 6 > bytes.length || bytes[at + 1] != 'u') {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      int digit = Character.digit(bytes[i], 16);
      if (digit < 0) {
        return -1;
      }
      unit = 16 * unit + digit;
    }
    return unit;
  }
}
