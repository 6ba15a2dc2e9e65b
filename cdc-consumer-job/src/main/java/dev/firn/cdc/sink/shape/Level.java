package dev.firn.cdc.sink.shape;

import dev.firn.lake.LakeTable;
import java.time.Instant;

/**
 * What a shape is brought level with.
 *
 * @param mirror as it was opened
 * @param position of the source's log up to which the mirror has it, as the database writes it
 * @param at from when on it is so: not before anything that the shape has
 */
public record Level(LakeTable mirror, String position, Instant at) {}
