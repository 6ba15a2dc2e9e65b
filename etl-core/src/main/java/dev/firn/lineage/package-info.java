/** Tells a lineage backend which tables and columns a run has moved, by OpenLineage. */
@NullMarked
package dev.firn.lineage;

import org.jspecify.annotations.NullMarked;
