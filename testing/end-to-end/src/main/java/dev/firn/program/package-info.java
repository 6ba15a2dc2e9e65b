/** What benchmarks and checks have in common: they are started by name, with options. */
@NullMarked
package dev.firn.program;

import org.jspecify.annotations.NullMarked;
