/** Checks of the bulk load: killed, repeated, beside transfers, and with little memory. */
@NullMarked
package dev.firn.check.load;

import org.jspecify.annotations.NullMarked;
