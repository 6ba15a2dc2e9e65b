/** Stands where Debezium's connector for Oracle would, which has no server here to read. */
@NullMarked
package io.debezium.connector.oracle;

import org.jspecify.annotations.NullMarked;
