/** Benchmarks and checks of the stream. */
@NullMarked
package dev.firn.cdc.benchmark;

import org.jspecify.annotations.NullMarked;
