/** Reads rows with PostgreSQL's COPY BINARY, in tasks or as a Spark data source. */
@NullMarked
package dev.firn.source.postgres.copy;

import org.jspecify.annotations.NullMarked;
