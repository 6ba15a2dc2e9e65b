package dev.firn.source.postgres.copy;

import dev.firn.model.TableId;

/** All rows of a relation without pages, such as a view. */
public record WholeRelation(TableId relation, long object) implements RelationSplit {

  @Override
  public boolean isOfKnownSize() {
    return false;
  }
}
