/** How fast is read what others need too. */
@NullMarked
package dev.firn.pace;

import org.jspecify.annotations.NullMarked;
