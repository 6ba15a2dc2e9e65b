package dev.firn.terminal;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a command prints to.
 *
 * @param isThere false in logs and pipes
 * @param isColoured unless NO_COLOR is set
 * @param isRedrawn false where lines only follow lines
 */
public record Terminal(boolean isThere, boolean isColoured, boolean isRedrawn) {

  /** A terminal that nobody knows the size of. */
  private static final Size USUAL = new Size(24, 80);

  private static final Pattern SIZE = Pattern.compile("([0-9]+) ([0-9]+)\\s*");

  /** The launcher says by it which terminal it was started on. */
  private static final String TERM = "firn.term";

  /** The launcher says by it whether NO_COLOR is set. */
  private static final String NO_COLOR = "firn.no-color";

  /** Lines, and places in each. */
  public record Size(int rows, int columns) {}

  /** What this process prints to. */
  public static Terminal find() {
    return of(
        System.console() != null,
        System.getProperty(TERM, ""),
        System.getProperty(NO_COLOR, "").isEmpty());
  }

  static Terminal of(boolean isThere, String name, boolean isColoured) {
    boolean isDumb = name.equals("dumb");
    return new Terminal(isThere, isThere && isColoured && !isDumb, isThere && !isDumb);
  }

  /** How large it is now; people change that while a command runs. */
  public Size size() {
    if (!isThere) {
      return USUAL;
    }
    try {
      Process asked =
          new ProcessBuilder("stty", "size").redirectInput(new File("/dev/tty")).start();
      String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      asked.waitFor(1, TimeUnit.SECONDS);
      return parse(answer).orElse(USUAL);
    } catch (IOException e) {
      return USUAL;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  /** How wide lines may be; 0 if there is no limit. */
  public int width() {
    return isThere ? size().columns() : 0;
  }

  /** Of a size that nobody has set, a terminal says 0. */
  static Optional<Size> parse(String answer) {
    Matcher size = SIZE.matcher(answer);
    if (!size.matches()) {
      return Optional.empty();
    }
    Size found = new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
    return found.rows() > 0 && found.columns() > 0 ? Optional.of(found) : Optional.empty();
  }
}
