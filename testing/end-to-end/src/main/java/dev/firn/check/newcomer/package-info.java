/** The way of somebody who has never seen Firn. */
@NullMarked
package dev.firn.check.newcomer;

import org.jspecify.annotations.NullMarked;
