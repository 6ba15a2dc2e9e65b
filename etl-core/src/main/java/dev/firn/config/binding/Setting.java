package dev.firn.config.binding;

import java.util.List;
import java.util.Locale;

/**
 * A single value that is said beside the files.
 *
 * @param keys by which the value is found below a section, in the speaker's spelling
 * @param place who says it
 * @param value may have placeholders
 * @param spelling how the speaker writes keys
 * @param isSeen true if others than the process can read it, such as arguments
 */
public record Setting(
    List<String> keys, Place place, String value, Spelling spelling, boolean isSeen) {

  /** How keys are written. */
  public enum Spelling {
    /** As in the files. */
    EXACT,
    /** As names of variables: in capitals, and an underscore for what is no letter or digit. */
    VARIABLE;

    public boolean matches(String key, String written) {
      return this == EXACT ? key.equals(written) : Setting.variable(key).equals(written);
    }
  }

  public Setting {
    keys = List.copyOf(keys);
  }

  /** A key as names of variables have it. */
  public static String variable(String key) {
    return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }

  /** The same, of a section below. */
  Setting below() {
    return new Setting(keys.subList(1, keys.size()), place, value, spelling, isSeen);
  }
}
