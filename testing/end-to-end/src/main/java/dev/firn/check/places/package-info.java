/** Load, stream and validation on every kind of catalog and store that people have. */
@NullMarked
package dev.firn.check.places;

import org.jspecify.annotations.NullMarked;
