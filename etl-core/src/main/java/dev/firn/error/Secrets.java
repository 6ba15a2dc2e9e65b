package dev.firn.error;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * All secrets that this process has been given, so that none is told: what clients, drivers and
 * servers say of a failure may repeat what they were sent, and nobody knows their words.
 */
public final class Secrets {

  /** As a secret prints. */
  public static final String HIDDEN = "******";

  /**
   * What is shorter, or a word, would hide what is no secret: users and databases are often called
   * as their passwords are where nothing is to be protected.
   */
  private static final int MIN_LENGTH = 6;

  private static final Pattern WORD = Pattern.compile("\\p{Alpha}{1,15}");

  /** The longest first: one may be a part of another. */
  private static volatile List<String> known = List.of();

  private Secrets() {}

  /** From here on it is hidden, as it is and as clients write it. */
  public static synchronized void hide(String secret) {
    if (secret.length() < MIN_LENGTH || WORD.matcher(secret).matches() || known.contains(secret)) {
      return;
    }
    byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
    String inUrl = URLEncoder.encode(secret, StandardCharsets.UTF_8);
    String inJson = secret.replace("\\", "\\\\").replace("\"", "\\\"");
    Stream<String> forms =
        Stream.of(
            secret,
            inUrl,
            inUrl.replace("+", "%20"),
            inJson,
            Base64.getEncoder().encodeToString(bytes));
    known =
        Stream.concat(known.stream(), forms)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList();
  }

  /** The same text without any of them. */
  public static String without(String text) {
    String shown = text;
    for (String secret : known) {
      if (shown.contains(secret)) {
        shown = shown.replace(secret, HIDDEN);
      }
    }
    return shown;
  }
}
