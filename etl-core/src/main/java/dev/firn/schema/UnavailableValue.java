package dev.firn.schema;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * The marker that Debezium sends for a large value that an update did not touch and that the log
 * therefore does not contain.
 *
 * <p>Every source has its own, so that text which happens to equal Debezium's default is kept as
 * the text it is.
 */
public final class UnavailableValue {

  /** What a connector sends that was told nothing else. */
  public static final String OF_DEBEZIUM = "__debezium_unavailable_value";

  /**
   * The header of events whose connector is configured by Firn, and so sends the marker of its
   * source. Connect itself adds it, so that it costs the source nothing.
   */
  public static final String SETTINGS_HEADER = "firn.settings";

  private static final String PREFIX = "__firn_unavailable_value_";

  private UnavailableValue() {}

  /** What the connector of a source is told to send. */
  public static String placeholder(String source) {
    CRC32 hash = new CRC32();
    hash.update(source.getBytes(StandardCharsets.UTF_8));
    return PREFIX + Long.toHexString(hash.getValue());
  }

  /** The forms that stand for "not sent" in text and in base64 values. */
  public static Set<String> markers(String source) {
    String text = placeholder(source);
    return Set.of(text, Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
