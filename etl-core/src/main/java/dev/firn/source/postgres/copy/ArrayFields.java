package dev.firn.source.postgres.copy;

import dev.firn.model.DeclaredType;
import dev.firn.schema.ArrayLiteral;
import java.util.List;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Columns of arrays; the lake has lists, so an array of more than one dimension has no place. */
final class ArrayFields {

  private ArrayFields() {}

  /** What is an array in the lake. */
  abstract static class AnyArrayField extends CopyField {
    private final Refusal refusal;

    AnyArrayField(Refusal refusal) {
      this.refusal = refusal;
    }

    @Override
    abstract ArrayData arrayAt(byte[] bytes, int at, int length);

    @Override
    final Object value(byte[] bytes, int at, int length) {
      return arrayAt(bytes, at, length);
    }

    final IllegalArgumentException dimensions() {
      return refusal.of("an array of more than one dimension");
    }
  }

  /** Elements in the binary form of their type. */
  static final class BinaryArrayField extends AnyArrayField {
    private static final int HEADER = 12;
    private static final int DIMENSION = 8;

    private final CopyField element;

    BinaryArrayField(CopyField element, Refusal refusal) {
      super(refusal);
      this.element = element;
    }

    @Override
    ArrayData arrayAt(byte[] bytes, int at, int length) {
      int dimensions = CopyBytes.int32(bytes, at);
      if (dimensions > 1) {
        throw dimensions();
      }
      int size = dimensions == 0 ? 0 : CopyBytes.int32(bytes, at + HEADER);
      @Nullable Object[] elements = new @Nullable Object[size];
      int next = at + HEADER + DIMENSION;
      for (int i = 0; i < size; i++) {
        int elementLength = CopyBytes.int32(bytes, next);
        next += 4;
        if (elementLength >= 0) {
          elements[i] = element.value(bytes, next, elementLength);
          next += elementLength;
        }
      }
      return new GenericArrayData(elements);
    }
  }

  /** Elements in the text form of their type, within the text form of an array. */
  static final class LiteralArrayField extends AnyArrayField {
    private final DeclaredType element;

    LiteralArrayField(DeclaredType element, Refusal refusal) {
      super(refusal);
      this.element = element;
    }

    @Override
    ArrayData arrayAt(byte[] bytes, int at, int length) {
      List<@Nullable String> elements =
          ArrayLiteral.elements(UTF8String.fromBytes(bytes, at, length).toString(), element);
      if (elements == null) {
        throw dimensions();
      }
      return new GenericArrayData(
          elements.stream()
              .map(text -> text == null ? null : UTF8String.fromString(text))
              .toArray());
    }
  }
}
