/** Applies a batch to its tables, each with its ledger in one commit. */
@NullMarked
package dev.firn.cdc.apply;

import org.jspecify.annotations.NullMarked;
