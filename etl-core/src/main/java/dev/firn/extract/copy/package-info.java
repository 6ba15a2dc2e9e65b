/** PostgreSQL's COPY BINARY as a Spark data source. */
@NullMarked
package dev.firn.extract.copy;

import org.jspecify.annotations.NullMarked;
