/**
 * PostgreSQL, Kafka and Kafka Connect with Debezium as child processes. Read {@code LocalStack}
 * first.
 *
 * <p>Nothing here needs more than the JDK: what the services run on stays in the children, in
 * {@code child}.
 */
@NullMarked
package dev.firn.localstack;

import org.jspecify.annotations.NullMarked;
