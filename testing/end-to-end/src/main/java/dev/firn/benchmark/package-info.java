/**
 * What is measured, each against something run beside it. {@code Benchmarks} lists and starts them.
 */
@NullMarked
package dev.firn.benchmark;

import org.jspecify.annotations.NullMarked;
