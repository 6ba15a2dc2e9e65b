/** What becomes of changes: mirror, multiset, append. */
@NullMarked
package dev.firn.cdc.sink;

import org.jspecify.annotations.NullMarked;
