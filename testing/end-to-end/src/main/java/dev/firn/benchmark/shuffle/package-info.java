/** How tables were compared before: with all rows of both sides in one shuffle. */
@NullMarked
package dev.firn.benchmark.shuffle;

import org.jspecify.annotations.NullMarked;
