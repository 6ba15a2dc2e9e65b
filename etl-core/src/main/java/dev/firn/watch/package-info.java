/** How the sources are: looked at once, or again and again. */
@NullMarked
package dev.firn.watch;

import org.jspecify.annotations.NullMarked;
