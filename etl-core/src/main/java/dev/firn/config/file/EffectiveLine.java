package dev.firn.config.file;

import org.jspecify.annotations.Nullable;

/**
 * A key of the configuration as it applies.
 *
 * @param depth how many keys are above it
 * @param key as the file has it
 * @param text the key and its value as YAML, secrets as asterisks
 * @param value as JSON has it: a text, a number, a boolean, or a list of texts; null if nothing is
 *     set, or for a key that only has others below it
 * @param origin who says it; empty for a key that only has others below it
 */
public record EffectiveLine(
    int depth, String key, String text, @Nullable Object value, String origin) {

  /** A key that only has others below it. */
  public static EffectiveLine above(int depth, String key, String text) {
    return new EffectiveLine(depth, key, text, null, "");
  }

  public boolean hasValue() {
    return !origin.isEmpty();
  }
}
