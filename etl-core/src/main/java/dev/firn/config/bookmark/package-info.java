/** Tables whose rows are read by a column that tells when they were written. */
@NullMarked
package dev.firn.config.bookmark;

import org.jspecify.annotations.NullMarked;
