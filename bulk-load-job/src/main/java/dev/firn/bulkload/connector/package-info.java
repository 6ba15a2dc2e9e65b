/** Writes and deploys the Debezium connector's configuration. */
@NullMarked
package dev.firn.bulkload.connector;

import org.jspecify.annotations.NullMarked;
