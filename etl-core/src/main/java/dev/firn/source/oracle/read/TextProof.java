package dev.firn.source.oracle.read;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import oracle.jdbc.OracleResultSet;
import oracle.sql.CHAR;
import oracle.sql.CharacterSet;
import oracle.sql.Datum;

/**
 * Tells text that the database has from text that was made of bytes which are none: the driver
 * writes the same letter for all of those, so that two values become one.
 */
final class TextProof {

  /** What is written for bytes that are no letter; a database may also hold it as such. */
  private static final char REPLACEMENT = '\uFFFD';

  /** As Oracle's UTF8 is written: a letter beyond 16 bits is two of three bytes each. */
  private static final Charset OLD_UTF8 = Charset.forName("CESU-8");

  private static final int SHOWN = 64;

  /**
   * In which a letter that was replaced can be told from one that is stored so. Of others the
   * server itself has made what the driver gets, or they have no such letter.
   */
  private static final Map<Integer, Charset> UNICODE =
      Map.of(
          (int) CharacterSet.AL32UTF8_CHARSET,
          StandardCharsets.UTF_8,
          (int) CharacterSet.AL16UTF16_CHARSET,
          StandardCharsets.UTF_16BE);

  /** Whether text is of NCHAR and NVARCHAR2, which the server does not convert. */
  private final boolean national;

  TextProof(String type) {
    this.national = type.equals("NCHAR") || type.equals("NVARCHAR2");
  }

  /** Why a text is not what the database has; empty if it is. */
  Optional<String> findFault(String text, OracleResultSet row, int place) throws SQLException {
    return text.indexOf(REPLACEMENT) < 0
        ? findHalf(text)
        : findFault(row.getOracleObject(place)).or(() -> findHalf(text));
  }

  /** Half of a letter of two units is no letter, and has no place in UTF-8. */
  static Optional<String> findHalf(String text) {
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        continue;
      }
      if (Character.isHighSurrogate(unit)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        return Optional.of(
            "a text with half a letter, the unit %04x of UTF-16, in place %,d"
                .formatted((int) unit, i + 1));
      }
    }
    return Optional.empty();
  }

  private Optional<String> findFault(Datum stored) {
    byte[] bytes = stored.getBytes();
    Optional<Charset> charset =
        stored instanceof CHAR text ? charset(text.getCharacterSet()) : Optional.empty();
    if (charset.isPresent() && isText(bytes, charset.get())) {
      return Optional.empty();
    }
    String shown = HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, SHOWN)));
    return Optional.of(
        "bytes that are no text in the character set of the database: %s%s"
            .formatted(shown, bytes.length > SHOWN ? "…" : ""));
  }

  private Optional<Charset> charset(CharacterSet stored) {
    int number = stored.getOracleId();
    return number == CharacterSet.UTF8_CHARSET
        ? national ? Optional.of(OLD_UTF8) : Optional.empty()
        : Optional.ofNullable(UNICODE.get(number));
  }

  /** The decoder refuses what it would have to replace. */
  private static boolean isText(byte[] bytes, Charset charset) {
    try {
      charset.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
