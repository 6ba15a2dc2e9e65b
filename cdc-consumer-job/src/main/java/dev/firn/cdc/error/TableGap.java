package dev.firn.cdc.error;

/**
 * Why a table cannot go on, and what to do about it.
 *
 * @param table as the source spells it
 * @param why sentences, the first of which follows a colon
 */
public record TableGap(String table, String why) {}
