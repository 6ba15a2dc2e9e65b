/** What is asked of Kafka: topics, offsets, and ranges of events. */
@NullMarked
package dev.firn.cdc.kafka;

import org.jspecify.annotations.NullMarked;
