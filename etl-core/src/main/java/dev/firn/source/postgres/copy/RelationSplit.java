package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;

/** A slice of a relation that is known by its number too, because others can get its name. */
public sealed interface RelationSplit extends ReadSplit
    permits PageRange, SoughtRows, WholeRelation {

  /** The number of the relation in the catalog. */
  long object();
}
