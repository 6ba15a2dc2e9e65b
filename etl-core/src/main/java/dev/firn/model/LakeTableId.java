package dev.firn.model;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An Iceberg table: catalog, namespace levels and name. */
public record LakeTableId(String catalog, List<String> namespace, String name)
    implements Serializable {

  public LakeTableId {
    namespace = List.copyOf(namespace);
  }

  /** A table beside this one, in the same namespace. */
  public LakeTableId sibling(String otherName) {
    return new LakeTableId(catalog, namespace, otherName);
  }

  /** The name as Spark SQL reads it, every part quoted. */
  public String quoted() {
    return parts().stream().map(SparkName::quoted).collect(Collectors.joining("."));
  }

  /** The name of one of the table's branches as Spark SQL reads it. */
  public String quotedBranch(String branch) {
    return quoted() + "." + SparkName.quoted("branch_" + branch);
  }

  @Override
  public String toString() {
    return String.join(".", parts());
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    parts.add(catalog);
    parts.addAll(namespace);
    parts.add(name);
    return parts;
  }
}
