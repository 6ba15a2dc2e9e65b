package dev.firn.bulkload;

import dev.firn.config.BulkLoadConfig;
import dev.firn.config.SourceConfig;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the operator asked for, after configuration and command line are merged.
 *
 * @param tableFilter an SQL LIKE pattern, or null for all tables
 * @param loadsAgain true to load what is already loaded
 * @param freshStart true to replace tables whose columns have changed type, and to drop those that
 *     the source no longer has
 * @param connectorDirectory where the Debezium configuration is written
 */
record BulkLoadRequest(
    SourceConfig source,
    BulkLoadConfig settings,
    @Nullable String tableFilter,
    boolean loadsAgain,
    boolean freshStart,
    Path connectorDirectory) {}
