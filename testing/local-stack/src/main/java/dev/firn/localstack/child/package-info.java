/** The main classes of the child processes; the only place that sees Kafka, Debezium and zonky. */
@NullMarked
package dev.firn.localstack.child;

import org.jspecify.annotations.NullMarked;
