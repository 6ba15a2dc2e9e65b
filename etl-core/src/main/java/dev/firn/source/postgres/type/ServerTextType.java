package dev.firn.source.postgres.type;

import com.fasterxml.jackson.core.JsonParser;
import dev.firn.model.DeclaredType;
import dev.firn.schema.ConnectorSetting;
import dev.firn.schema.DebeziumJson;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.CopyField;
import dev.firn.source.postgres.wire.CopyForm;
import dev.firn.source.postgres.wire.PostgresSettings;
import dev.firn.source.postgres.wire.Refusal;
import dev.firn.source.postgres.wire.SentForm;
import dev.firn.source.postgres.wire.TimeText;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** The text of the output function, for types of whose values nothing else is known. */
enum ServerTextType implements PostgresType {
  /** Events carry the text. */
  CAST_TEXT("the text that the database writes") {
    @Override
    String sent(JsonParser parser) throws IOException {
      return DebeziumJson.text(parser);
    }

    @Override
    public @Nullable String limit(DeclaredType declared) {
      return declared.name().equals("xml") ? "an XML declaration of version 1.0 is not kept" : null;
    }
  },

  /** Events carry the text as bytes, because Debezium does not know the type. */
  OUTPUT_TEXT("the text that the database writes") {
    @Override
    String sent(JsonParser parser) throws IOException {
      return DebeziumJson.textOfBytes(parser);
    }
  },

  /** Text with instants in it, which the database writes in the zone of the session. */
  ZONED_TEXT("the text that the database writes in a session in UTC") {
    @Override
    String sent(JsonParser parser) throws IOException {
      return TimeText.inUtc(DebeziumJson.text(parser));
    }
  },

  /** As {@link #ZONED_TEXT}, but events carry it as bytes. */
  ZONED_OUTPUT_TEXT("the text that the database writes in a session in UTC") {
    @Override
    String sent(JsonParser parser) throws IOException {
      return TimeText.inUtc(DebeziumJson.textOfBytes(parser));
    }
  };

  private final String form;

  ServerTextType(String form) {
    this.form = form;
  }

  abstract String sent(JsonParser parser) throws IOException;

  @Override
  public String rule() {
    return name();
  }

  @Override
  public DataType lakeType() {
    return DataTypes.StringType;
  }

  @Override
  public String form() {
    return form;
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
  public SentForm sentForm() {
    return SentForm.TEXT;
  }

  @Override
  public Object decode(JsonParser parser, UnavailableMarkers unavailable) throws IOException {
    return sent(parser);
  }

  @Override
  public List<ConnectorSetting> connectorSettings() {
    return this == OUTPUT_TEXT || this == ZONED_OUTPUT_TEXT
        ? List.of(PostgresSettings.BYTES, PostgresSettings.UNKNOWN_TYPES, PostgresSettings.SESSION)
        : List.of(PostgresSettings.SESSION);
  }

  @Override
  public Object ofText(String text) {
    return text;
  }

  /** The same bytes are 10.0.0.1/32 as a cidr, and 10.0.0.1 as an inet. */
  @Override
  public boolean keepsForm(DeclaredType before, DeclaredType after) {
    return before.name().equals(after.name());
  }

  @Override
  public boolean namesRows() {
    return true;
  }
}
