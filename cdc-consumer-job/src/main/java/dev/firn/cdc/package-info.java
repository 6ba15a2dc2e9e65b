/**
 * The CDC consumer. Read {@code CdcConsumerJob} first, then the rooms of a batch in their order:
 * {@code batch}, {@code decode}, {@code drift}, {@code ledger}, {@code sink}, {@code apply}.
 */
@NullMarked
package dev.firn.cdc;

import org.jspecify.annotations.NullMarked;
