/** Oracle's own bytes of numbers, dates and intervals. */
@NullMarked
package dev.firn.source.oracle.wire;

import org.jspecify.annotations.NullMarked;
