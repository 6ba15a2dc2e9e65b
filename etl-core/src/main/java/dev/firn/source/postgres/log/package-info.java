/** Positions in PostgreSQL's log, and what its snapshots see. */
@NullMarked
package dev.firn.source.postgres.log;

import org.jspecify.annotations.NullMarked;
