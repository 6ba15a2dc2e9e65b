/** Benchmarks of the stream that look inside the consumer; they run in a JVM with Spark. */
@NullMarked
package dev.firn.benchmark.stream;

import org.jspecify.annotations.NullMarked;
