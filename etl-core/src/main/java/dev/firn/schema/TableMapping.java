package dev.firn.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The contract of a table: every column that is carried, how, and which of them are the key.
 *
 * <p>It is stored in the lake table itself, so that whoever applies a change reads it with the same
 * rules with which the table was loaded.
 *
 * @param key lake names of the key's columns, in the order of the table; empty if there is no key
 */
public record TableMapping(TableId source, List<ColumnMapping> columns, List<String> key)
    implements Serializable {

  private static final ObjectMapper JSON = new ObjectMapper();

  public TableMapping {
    columns = List.copyOf(columns);
    key = List.copyOf(key);
  }

  public boolean hasKey() {
    return !key.isEmpty();
  }

  /** The lake table's columns. */
  public StructType lakeSchema() {
    return new StructType(columns.stream().map(ColumnMapping::field).toArray(StructField[]::new));
  }

  /** Positions of the key's columns among {@link #columns()}. */
  public int[] keyOrdinals() {
    return key.stream().mapToInt(this::ordinalOf).toArray();
  }

  private int ordinalOf(String lakeColumn) {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).lakeColumn().equals(lakeColumn)) {
        return i;
      }
    }
    throw new IllegalStateException("Key column " + lakeColumn + " is not mapped in " + source);
  }

  public String toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", source.schema());
    root.put("table", source.name());
    ArrayNode list = root.putArray("columns");
    for (ColumnMapping mapping : columns) {
      ObjectNode node = list.addObject();
      node.put("name", mapping.column());
      node.put("lake", mapping.lakeColumn());
      node.put("type", mapping.type().name());
      if (mapping.type().hasPrecision()) {
        node.put("precision", mapping.type().precision());
        node.put("scale", mapping.type().scale());
      }
      if (mapping.type().isEnum()) {
        node.put("enum", true);
      }
      node.put("rule", mapping.rule().name());
      if (mapping.addedDefault() != null) {
        node.put("default", mapping.addedDefault());
      }
    }
    ArrayNode keys = root.putArray("key");
    key.forEach(keys::add);
    return root.toString();
  }

  /**
   * Reads a contract as it is stored.
   *
   * @throws IllegalArgumentException if the text is not what {@link #toJson()} writes
   */
  public static TableMapping fromJson(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "Cannot read table contract: " + e.getOriginalMessage(), e);
    }
    List<ColumnMapping> columns = new ArrayList<>();
    for (JsonNode node : root.path("columns")) {
      DeclaredType type =
          new DeclaredType(
              node.path("type").asText(),
              node.path("precision").asInt(DeclaredType.UNDECLARED),
              node.path("scale").asInt(DeclaredType.UNDECLARED),
              node.path("enum").asBoolean(false));
      columns.add(
          new ColumnMapping(
              node.path("name").asText(),
              node.path("lake").asText(),
              type,
              ValueRule.valueOf(node.path("rule").asText()),
              node.hasNonNull("default") ? node.path("default").asText() : null));
    }
    List<String> key = new ArrayList<>();
    root.path("key").forEach(node -> key.add(node.asText()));
    return new TableMapping(
        new TableId(root.path("schema").asText(), root.path("table").asText()), columns, key);
  }
}
