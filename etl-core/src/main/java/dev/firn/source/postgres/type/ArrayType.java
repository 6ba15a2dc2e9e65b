package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.model.DeclaredType;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.Unavailable;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.ArrayDateDistortion;
import dev.firn.source.postgres.wire.ArrayLiteral;
import dev.firn.source.postgres.wire.CopyBytes;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresAmbiguity;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * One dimension of anything that is not an array. The lake has lists, so an array of more than one
 * dimension has no place.
 *
 * <p>Debezium sends such an array as a list of the names that Java gives to objects, which is
 * refused, because what the source holds is not in it, or as a list of NULLs ({@link
 * PostgresAmbiguity#MANY_DIMENSIONS}).
 *
 * @param separator between the elements in text
 */
record ArrayType(PostgresType element, char separator) implements PostgresType {

  private static final Pattern JAVA_ARRAY = Pattern.compile("\\[L[\\w.]+;@[0-9a-f]+");
  private static final String DIMENSIONS = "an array of more than one dimension";

  private static final String LIMIT =
      "more than one dimension is refused; other lower bounds than 1 are not kept; a large one may"
          + " stop the connector (see Arrays)";

  @Override
  public String rule() {
    return "ARRAY";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.createArrayType(element.lakeType(), true);
  }

  @Override
  public String form() {
    return "the elements, each by its own rule";
  }

  @Override
  public String limit(DeclaredType declared) {
    String ofElement = element.limit(Objects.requireNonNull(declared.part()));
    return ofElement == null ? LIMIT : LIMIT + "; of an element: " + ofElement;
  }

  @Override
  public CopyForm copyForm() {
    return element.copyForm();
  }

  @Override
  public CopyField field(Refusal refusal) {
    return switch (copyForm()) {
      case BINARY -> new BinaryElements(element.field(refusal), refusal);
      case SERVER_TEXT -> new TextElements(separator, refusal);
    };
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    if (!parser.isExpectedStartArrayToken()) {
      throw new IllegalArgumentException("expected a list");
    }
    List<@Nullable Object> list = new ArrayList<>();
    boolean isMarker = false;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.VALUE_STRING
          && element instanceof ByteaType
          && unavailable.isText(parser.getText())) {
        isMarker = true;
      } else {
        list.add(token == JsonToken.VALUE_NULL ? null : element.decode(parser, unavailable));
      }
    }
    if (isMarker || unavailable.isList(list)) {
      return Unavailable.VALUE;
    }
    list.forEach(ArrayType::requireReal);
    return list;
  }

  private static void requireReal(@Nullable Object value) {
    if (value instanceof String text && JAVA_ARRAY.matcher(text).matches()) {
      throw new IllegalArgumentException(DIMENSIONS);
    }
    // Days before Christ come as days after (ArrayDateDistortion); these are Debezium's infinite
    // ones.
    if (value instanceof LocalDate day && day.getYear() < 1) {
      throw new IllegalArgumentException("the lake has no infinite date");
    }
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return element.connectorSettings();
  }

  @Override
  public Object ofText(String text) {
    List<@Nullable String> elements = ArrayLiteral.elements(text, separator);
    if (elements == null) {
      throw new IllegalArgumentException(DIMENSIONS);
    }
    List<@Nullable Object> list = new ArrayList<>();
    elements.forEach(value -> list.add(value == null ? null : element.ofText(value)));
    return list;
  }

  @Override
  public boolean namesRows() {
    return false;
  }

  @Override
  public List<AmbiguousEncoding> ambiguities() {
    return element instanceof DateType
        ? List.of(PostgresAmbiguity.MANY_DIMENSIONS, PostgresAmbiguity.OTHER_DAYS)
        : List.of(PostgresAmbiguity.MANY_DIMENSIONS);
  }

  @Override
  public @Nullable AmbiguousEncoding ambiguityOf(Object value) {
    if (!(value instanceof List<?> list) || list.isEmpty()) {
      return null;
    }
    if (list.stream().allMatch(Objects::isNull)) {
      return PostgresAmbiguity.MANY_DIMENSIONS;
    }
    return element instanceof DateType && ArrayDateDistortion.mayStandForOthers(list)
        ? PostgresAmbiguity.OTHER_DAYS
        : null;
  }

  /** Elements in the binary form of their type. */
  private static final class BinaryElements extends CopyField.Lists {
    private static final int HEADER = 12;
    private static final int DIMENSION = 8;

    private final CopyField element;
    private final Refusal refusal;

    BinaryElements(CopyField element, Refusal refusal) {
      this.element = element;
      this.refusal = refusal;
    }

    @Override
    public ArrayData arrayAt(byte[] bytes, int at, int length) {
      int dimensions = CopyBytes.int32(bytes, at);
      if (dimensions > 1) {
        throw refusal.of(DIMENSIONS);
      }
      int size = dimensions == 0 ? 0 : CopyBytes.int32(bytes, at + HEADER);
      @Nullable Object[] elements = new @Nullable Object[size];
      int next = at + HEADER + DIMENSION;
      for (int i = 0; i < size; i++) {
        int elementLength = CopyBytes.int32(bytes, next);
        next += 4;
        if (elementLength >= 0) {
          if (elementLength != element.width() && element.width() >= 0) {
            throw refusal.ofOtherType(elementLength, element.width());
          }
          elements[i] = element.value(bytes, next, elementLength);
          next += elementLength;
        }
      }
      return new GenericArrayData(elements);
    }
  }

  /** Elements in the text form of their type, within the text form of an array. */
  private static final class TextElements extends CopyField.Lists {
    private final char separator;
    private final Refusal refusal;

    TextElements(char separator, Refusal refusal) {
      this.separator = separator;
      this.refusal = refusal;
    }

    @Override
    public ArrayData arrayAt(byte[] bytes, int at, int length) {
      List<@Nullable String> elements =
          ArrayLiteral.elements(UTF8String.fromBytes(bytes, at, length).toString(), separator);
      if (elements == null) {
        throw refusal.of(DIMENSIONS);
      }
      return new GenericArrayData(
          elements.stream()
              .map(text -> text == null ? null : UTF8String.fromString(text))
              .toArray());
    }
  }
}
