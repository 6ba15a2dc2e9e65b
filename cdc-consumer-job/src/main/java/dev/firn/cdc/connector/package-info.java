/**
 * Asks Kafka Connect how the connectors of a source are set, and judges what that makes of values.
 */
@NullMarked
package dev.firn.cdc.connector;

import org.jspecify.annotations.NullMarked;
