package dev.firn.cdc.decode;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.firn.cdc.event.UndecodableException;
import dev.firn.cdc.event.UnfitNumber;
import dev.firn.error.ErrorCode;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.Unavailable;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.schema.WideNumberException;
import java.io.IOException;
import java.util.Set;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** Reads one value of an event by the type of its column, and says what is wrong with it. */
public final class ValueDecoder {

  private static final int MAX_SHOWN_LENGTH = 60;

  private final UnavailableMarkers unavailable;

  /**
   * @param unavailable the texts that stand for a value that was not sent
   */
  public ValueDecoder(Set<String> unavailable) {
    this.unavailable = new UnavailableMarkers(unavailable);
  }

  /**
   * @param parser at the value's token; left at its last
   * @throws UndecodableException if the value is not what the contract expects
   */
  @Nullable Object decode(JsonParser parser, ColumnMapping column) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return null;
    }
    if (token == JsonToken.VALUE_STRING && unavailable.isText(parser.getText())) {
      return Unavailable.VALUE;
    }
    try {
      return column.columnType().decode(parser, unavailable);
    } catch (WideNumberException e) {
      throw tooWide(column, e);
    } catch (RuntimeException | JsonProcessingException e) {
      throw unexpected(parser, column, e);
    }
  }

  /** Another size may hold it, if the lake has any that does. */
  private static UndecodableException tooWide(ColumnMapping column, WideNumberException number) {
    String reason = "column " + column.column() + " has " + number.getMessage();
    // What no decimal holds must not keep others from getting their room.
    return number.integerDigits() + number.fractionDigits() > DecimalType.MAX_PRECISION()
        ? new UndecodableException(ErrorCode.VALUE_DOES_NOT_FIT, reason)
        : new UndecodableException(
            ErrorCode.VALUE_DOES_NOT_FIT,
            reason,
            new UnfitNumber(column.column(), number.integerDigits(), number.fractionDigits()));
  }

  private static UndecodableException unexpected(
      JsonParser parser, ColumnMapping column, Exception cause) throws IOException {
    boolean isList = parser.currentToken() == JsonToken.END_ARRAY;
    String shown = isList ? "[…]" : parser.getText();
    if (shown != null && shown.length() > MAX_SHOWN_LENGTH) {
      shown = shown.substring(0, MAX_SHOWN_LENGTH) + "…";
    }
    return new UndecodableException(
        ErrorCode.VALUE_DOES_NOT_FIT,
        "column "
            + column.column()
            + " of type "
            + column.type()
            + " has value "
            + shown
            + ": "
            + reason(cause));
  }

  private static @Nullable String reason(Exception cause) {
    return cause instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : cause.getMessage();
  }
}
