/** Probes of a PostgreSQL source, a class each. */
@NullMarked
package dev.firn.source.postgres.health;

import org.jspecify.annotations.NullMarked;
