package dev.firn.model;

import java.io.Serializable;
import java.util.List;

/**
 * Where the tables of one source are kept, its control tables among them: an Iceberg catalog, as
 * Spark's configuration names it, and the levels of a namespace in it.
 */
public record SourceNamespace(String catalog, List<String> levels) implements Serializable {

  public SourceNamespace {
    levels = List.copyOf(levels);
  }

  /** A table of the namespace. */
  public LakeTableId table(String name) {
    return new LakeTableId(catalog, levels, name);
  }

  /** The levels as a path, without the catalog. */
  public String path() {
    return String.join(".", levels);
  }

  @Override
  public String toString() {
    return catalog + "." + path();
  }
}
