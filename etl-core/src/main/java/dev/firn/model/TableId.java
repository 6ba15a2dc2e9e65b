package dev.firn.model;

import java.io.Serializable;

/** A table of the source database, spelled as its catalog spells it. */
public record TableId(String schema, String name) implements Serializable {

  @Override
  public String toString() {
    return schema + "." + name;
  }
}
