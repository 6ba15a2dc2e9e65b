/** Kafka Connect's REST interface: which connectors there are, and how far they have come. */
@NullMarked
package dev.firn.connect;

import org.jspecify.annotations.NullMarked;
