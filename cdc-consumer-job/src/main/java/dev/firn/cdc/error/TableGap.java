package dev.firn.cdc.error;

import dev.firn.error.ErrorCode;

/**
 * Why a table cannot go on, and what to do about it.
 *
 * @param code what the table lacks
 * @param table as the source spells it
 * @param why sentences, the first of which follows a colon
 */
public record TableGap(ErrorCode code, String table, String why) {}
