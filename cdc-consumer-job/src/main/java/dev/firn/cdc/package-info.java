/**
 * The CDC consumer. Read {@code CdcConsumerJob} first, then the stages of a batch in their order:
 * {@code DecoderSettings}, {@code LedgerFilter}, {@code ChangeReducer}, {@code TableApplier}.
 */
@NullMarked
package dev.firn.cdc;

import org.jspecify.annotations.NullMarked;
