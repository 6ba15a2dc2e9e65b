/** PostgreSQL as a source: read sessions, replication set-up, splits, probes. */
@NullMarked
package dev.firn.source.postgres;

import org.jspecify.annotations.NullMarked;
