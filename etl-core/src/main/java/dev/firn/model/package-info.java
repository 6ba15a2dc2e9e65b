/** The vocabulary: pure Java, no Spark, no Iceberg, no JDBC. */
@NullMarked
package dev.firn.model;

import org.jspecify.annotations.NullMarked;
