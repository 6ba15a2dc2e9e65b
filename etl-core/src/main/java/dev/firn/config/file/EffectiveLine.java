package dev.firn.config.file;

/**
 * A key of the configuration as it applies.
 *
 * @param depth how many keys are above it
 * @param text the key and its value as YAML, secrets as asterisks
 * @param origin who says it; empty for a key that only has others below it
 */
public record EffectiveLine(int depth, String text, String origin) {}
