/** Source and lake as they are, read without Firn, and in what they differ. */
@NullMarked
package dev.firn.endtoend.compare;

import org.jspecify.annotations.NullMarked;
