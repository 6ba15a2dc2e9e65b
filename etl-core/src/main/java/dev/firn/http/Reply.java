package dev.firn.http;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered.
 *
 * @param headers beside those that every answer has
 */
public record Reply(int status, String type, String body, Map<String, String> headers) {

  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply html(String body) {
    return new Reply(200, "text/html; charset=utf-8", body, Map.of());
  }

  /** Text of a form of its own. */
  public static Reply of(String type, String body) {
    return new Reply(200, type, body, Map.of());
  }

  public static Reply text(int status, String body) {
    return new Reply(status, "text/plain; charset=utf-8", body + "\n", Map.of());
  }

  public Reply with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, type, body, more);
  }
}
