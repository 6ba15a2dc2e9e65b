/** Debezium's own connector for Oracle, without a server. */
@NullMarked
package dev.firn.oracleevents;

import org.jspecify.annotations.NullMarked;
