/** What a table holds of its topic, and where its stream goes on. */
@NullMarked
package dev.firn.cdc.ledger;

import org.jspecify.annotations.NullMarked;
