package dev.firn.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a server is to be reached.
 *
 * @param host a name or an address; {@code 0.0.0.0} for every one that the machine has
 */
public record ListenAddress(String host, int port) {

  private static final String THIS_MACHINE = "127.0.0.1";
  private static final Pattern FORM =
      Pattern.compile("(?:(\\[[0-9A-Fa-f:.]+\\]|[^:\\s]+):)?(\\d{1,5})");

  /**
   * @param text a port, for this machine alone, or a host and a port
   * @throws IllegalArgumentException if it is neither
   */
  public static ListenAddress parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || Integer.parseInt(form.group(2)) > LocalServer.MAX_PORT) {
      throw new IllegalArgumentException(
          "expected [HOST:]PORT, such as 9464 or 0.0.0.0:9464, got \"" + text + "\"");
    }
    return new ListenAddress(
        form.group(1) == null ? THIS_MACHINE : form.group(1), Integer.parseInt(form.group(2)));
  }

  static ListenAddress ofThisMachine(int port) {
    return new ListenAddress(THIS_MACHINE, port);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
