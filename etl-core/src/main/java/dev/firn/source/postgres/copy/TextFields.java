package dev.firn.source.postgres.copy;

import dev.firn.schema.ValueText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Columns that the lake keeps as text or bytes. */
final class TextFields {

  private TextFields() {}

  /** Writes the text of a value that arrives in another form. */
  @FunctionalInterface
  interface Writing {
    String text(byte[] bytes, int at, int length);
  }

  static CopyField written(Writing writing) {
    return new WrittenField(writing);
  }

  static String number(byte[] bytes, int at, int length) {
    BigDecimal value = CopyNumeric.decimal(bytes, at);
    return value == null ? CopyNumeric.special(bytes, at) : ValueText.number(value);
  }

  static String uuid(byte[] bytes, int at, int length) {
    return ValueText.uuid(CopyBytes.int64(bytes, at), CopyBytes.int64(bytes, at + 8));
  }

  static String hstore(byte[] bytes, int at, int length) {
    Map<String, @Nullable String> entries = new HashMap<>();
    int pairs = CopyBytes.int32(bytes, at);
    int next = at + 4;
    for (int i = 0; i < pairs; i++) {
      int keyLength = CopyBytes.int32(bytes, next);
      String key = new String(bytes, next + 4, keyLength, StandardCharsets.UTF_8);
      next += 4 + keyLength;
      int valueLength = CopyBytes.int32(bytes, next);
      String value =
          valueLength < 0 ? null : new String(bytes, next + 4, valueLength, StandardCharsets.UTF_8);
      next += 4 + Math.max(valueLength, 0);
      entries.put(key, value);
    }
    return ValueText.keysAndValues(entries);
  }

  /** What is text in the lake. */
  abstract static class AnyTextField extends CopyField {
    @Override
    abstract UTF8String textAt(byte[] bytes, int at, int length);

    @Override
    final Object value(byte[] bytes, int at, int length) {
      return textAt(bytes, at, length);
    }
  }

  /** Text that arrives as it is; it is not copied. */
  static final class PlainField extends AnyTextField {
    @Override
    UTF8String textAt(byte[] bytes, int at, int length) {
      return UTF8String.fromBytes(bytes, at, length);
    }
  }

  /** Text after one byte that says the version of the format, which has been 1 for ever. */
  static final class VersionedField extends AnyTextField {
    @Override
    UTF8String textAt(byte[] bytes, int at, int length) {
      return UTF8String.fromBytes(bytes, at + 1, length - 1);
    }
  }

  /** A value whose text is written here. */
  private static final class WrittenField extends AnyTextField {
    private final Writing writing;

    WrittenField(Writing writing) {
      this.writing = writing;
    }

    @Override
    UTF8String textAt(byte[] bytes, int at, int length) {
      return UTF8String.fromString(writing.text(bytes, at, length));
    }
  }

  /** Bytes. */
  static final class BinaryField extends CopyField {
    @Override
    byte[] binaryAt(byte[] bytes, int at, int length) {
      return Arrays.copyOfRange(bytes, at, at + length);
    }

    @Override
    Object value(byte[] bytes, int at, int length) {
      return binaryAt(bytes, at, length);
    }
  }
}
