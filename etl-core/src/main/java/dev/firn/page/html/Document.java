package dev.firn.page.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/**
 * A page in one file, with its style and its script. A browser is told to obey these two and
 * nothing else, whatever else the page may hold.
 *
 * @param refreshSeconds how often a browser without scripts is to ask for it again; 0 for a page
 *     that does not change
 */
public record Document(String title, int refreshSeconds, Tag body) {

  private static final String STYLE = resource("page.css");
  private static final String SCRIPT = resource("page.js");

  /** What a browser may do with the page. */
  public static final String POLICY =
      "default-src 'none'; style-src "
          + hash(STYLE)
          + "; script-src "
          + hash(SCRIPT)
          + "; connect-src 'self'; base-uri 'none'; form-action 'none'";

  @Override
  public String toString() {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n");
    Tag.of("meta").with("charset", "utf-8").writeTo(page);
    meta("viewport", "width=device-width, initial-scale=1").writeTo(page);
    meta("color-scheme", "light dark").writeTo(page);
    meta("robots", "noindex").writeTo(page);
    Tag.of("meta")
        .with("http-equiv", "Content-Security-Policy")
        .with("content", POLICY)
        .writeTo(page);
    if (refreshSeconds > 0) {
      Tag.of("noscript")
          .add(Tag.of("meta").with("http-equiv", "refresh").with("content", refreshSeconds))
          .writeTo(page);
    }
    Tag.of("title").add(title).writeTo(page);
    page.append("\n<style>").append(STYLE).append("</style>\n</head>\n");
    String text = body.with("data-refresh", refreshSeconds).toString();
    // The script is the last piece of the body.
    String end = "</body>";
    page.append(text, 0, text.length() - end.length());
    page.append("\n<script>")
        .append(SCRIPT)
        .append("</script>\n")
        .append(end)
        .append("\n</html>\n");
    return page.toString();
  }

  private static Tag meta(String name, String content) {
    return Tag.of("meta").with("name", name).with("content", content);
  }

  private static String resource(String name) {
    try (InputStream in = Document.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
