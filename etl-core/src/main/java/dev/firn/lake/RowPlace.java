package dev.firn.lake;

/** Where a row is stored: a data file and the row's position in it. */
public record RowPlace(String file, long position) {}
