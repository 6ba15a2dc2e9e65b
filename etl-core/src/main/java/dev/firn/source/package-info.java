/** What Firn asks of a source database, whatever its kind; each kind has a folder below. */
@NullMarked
package dev.firn.source;

import org.jspecify.annotations.NullMarked;
