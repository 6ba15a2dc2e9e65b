package dev.firn.cdc.sink;

import java.util.Map;

/**
 * What is published together with changes, in the same commit.
 *
 * @param branch a name for the branch on which they are written, if they need one
 * @param summary entries of the snapshot's summary
 * @param properties of the table; an empty value removes the property
 */
public record Publication(
    String branch, Map<String, String> summary, Map<String, String> properties) {}
