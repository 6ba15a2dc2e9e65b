/** All that can go wrong in a load. */
@NullMarked
package dev.firn.bulkload.error;

import org.jspecify.annotations.NullMarked;
