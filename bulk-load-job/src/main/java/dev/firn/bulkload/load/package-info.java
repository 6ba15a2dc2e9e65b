/** Reads tables at one instant and publishes each in one commit. */
@NullMarked
package dev.firn.bulkload.load;

import org.jspecify.annotations.NullMarked;
