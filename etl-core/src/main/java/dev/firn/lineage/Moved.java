package dev.firn.lineage;

import dev.firn.schema.TableMapping;

/**
 * A flow, with what the lake knows of its table.
 *
 * @param location of the table's files
 * @param contract where its columns come from
 */
record Moved(Flow flow, String location, TableMapping contract) {}
