package dev.firn.check.secrets;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A secret that nothing else looks like, one for each place where a secret can be configured.
 *
 * @param place as people call it
 */
record Canary(String place, String value) {

  /** Of a plain one, a tail that ends the word: base64 of a part is no base64 of the whole. */
  private static final int SURE_HEX = 16;

  static Canary of(String place, String value) {
    return new Canary(place, value);
  }

  /** In all forms in which somebody could write it down. */
  List<String> forms() {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return Stream.of(
            value,
            URLEncoder.encode(value, StandardCharsets.UTF_8),
            URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"),
            value.replace("\\", "\\\\").replace("\"", "\\\""),
            value
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;"),
            Base64.getEncoder().encodeToString(bytes),
            HexFormat.of().formatHex(bytes))
        .filter(form -> form.length() >= Math.min(SURE_HEX, value.length()))
        .distinct()
        .toList();
  }

  /** Without what it is. */
  @Override
  public String toString() {
    return place;
  }
}
