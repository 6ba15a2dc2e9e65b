package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.Refusal;
import java.io.IOException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code bit(n)} of more than one bit. */
record BitStringType(int length) implements PostgresType {

  @Override
  public String rule() {
    return "BIT_TEXT";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return "its digits, such as 10101";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.SERVER_TEXT;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.PlainTexts();
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    byte[] bytes = DebeziumJson.bytes(parser);
    if (length < 0) {
      // Contracts of earlier versions have such columns.
      throw new IllegalArgumentException("bits of a column without a length lack leading zeros");
    }
    return digits(bytes, length);
  }

  @Override
  public Object ofText(String text) {
    return text;
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  /**
   * The digits of a bit string.
   *
   * @param bytes the number that they make, its lowest byte first and without leading zeros
   */
  static String digits(byte[] bytes, int length) {
    StringBuilder digits = new StringBuilder(length);
    for (int bit = length - 1; bit >= 0; bit--) {
      boolean one = bit / 8 < bytes.length && (bytes[bit / 8] >> (bit % 8) & 1) == 1;
      digits.append(one ? '1' : '0');
    }
    return digits.toString();
  }
}
