/** Secrets of which none may be seen in anything that a pipeline leaves behind. */
@NullMarked
package dev.firn.check.secrets;

import org.jspecify.annotations.NullMarked;
