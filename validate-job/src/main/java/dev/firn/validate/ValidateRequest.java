package dev.firn.validate;

import dev.firn.config.SourceConfig;
import dev.firn.validate.check.Level;
import org.jspecify.annotations.Nullable;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param checksMissing true to report tables that the lake does not have
 * @param tableFilter an SQL LIKE pattern, or null for all tables
 */
record ValidateRequest(
    SourceConfig source, Level level, boolean checksMissing, @Nullable String tableFilter) {}
