/**
 * The types of PostgreSQL: one class each, found in {@link
 * dev.firn.source.postgres.type.PostgresTypes}.
 */
@NullMarked
package dev.firn.source.postgres.type;

import org.jspecify.annotations.NullMarked;
