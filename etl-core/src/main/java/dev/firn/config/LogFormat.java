package dev.firn.config;

import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** What the log of a run looks like, as {@code FIRN_LOG_FORMAT} says it. */
public enum LogFormat {
  TEXT,
  JSON;

  private static final String VARIABLE = "FIRN_LOG_FORMAT";

  /**
   * Text, unless the environment says otherwise.
   *
   * @throws ConfigException if it says something unknown
   */
  public static LogFormat find() {
    return find(System.getenv());
  }

  static LogFormat find(Map<String, String> environment) {
    String said = environment.getOrDefault(VARIABLE, "");
    if (said.isEmpty()) {
      return TEXT;
    }
    return Arrays.stream(values())
        .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(said))
        .findFirst()
        .orElseThrow(() -> CoreErrors.logFormatIsUnknown(VARIABLE, said));
  }
}
