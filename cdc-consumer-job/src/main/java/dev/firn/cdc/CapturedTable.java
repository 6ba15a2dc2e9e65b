package dev.firn.cdc;

import dev.firn.model.LakeTableId;
import dev.firn.schema.TableMapping;

/** A lake table and the contract by which changes are applied to it. */
record CapturedTable(LakeTableId id, TableMapping mapping) {}
