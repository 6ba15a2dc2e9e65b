/** The bulk load. Read {@code BulkLoadJob} first; everything else is reachable from there. */
@NullMarked
package dev.firn.bulkload;

import org.jspecify.annotations.NullMarked;
