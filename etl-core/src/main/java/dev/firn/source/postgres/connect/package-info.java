/** Connections to PostgreSQL, the names and the errors that it uses. */
@NullMarked
package dev.firn.source.postgres.connect;

import org.jspecify.annotations.NullMarked;
