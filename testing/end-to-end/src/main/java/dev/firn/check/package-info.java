/** Long and random checks, each with a bar of its own. {@code Checks} lists and starts them. */
@NullMarked
package dev.firn.check;

import org.jspecify.annotations.NullMarked;
