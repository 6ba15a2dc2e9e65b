package dev.firn.schema;

import org.jspecify.annotations.Nullable;

/**
 * The rule of a type.
 *
 * @param limit what is lost or refused, or null if every value arrives as it is
 */
public record TypeRule(ValueRule rule, @Nullable String limit) {}
