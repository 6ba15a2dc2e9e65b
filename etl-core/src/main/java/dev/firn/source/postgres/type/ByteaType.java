package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** {@code bytea}. */
record ByteaType() implements PostgresType {

  @Override
  public String rule() {
    return "BINARY";
  }

  @Override
  public DataType lakeType() {
    return DataTypes.BinaryType;
  }

  @Override
  public String form() {
    return "the bytes";
  }

  @Override
  public CopyForm copyForm() {
    return CopyForm.BINARY;
  }

  @Override
  public CopyField field(Refusal refusal) {
    return new CopyField.Binaries() {
      @Override
      public byte[] binaryAt(byte[] bytes, int at, int length) {
        return Arrays.copyOfRange(bytes, at, at + length);
      }
    };
  }

  @Override
  public SentForm sentForm() {
    return SentForm.BYTES;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return DebeziumJson.bytes(parser);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return List.of(PostgresSettings.BYTES);
  }

  @Override
  public Object ofText(String text) {
    return HexFormat.of().parseHex(text.substring(2));
  }

  @Override
  public boolean namesRows() {
    return true;
  }

  @Override
  public String keyText(Object value) {
    return "\\x" + HexFormat.of().formatHex((byte[]) value);
  }
}
