package dev.firn.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.error.CoreErrors;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.DeclaredType.Kind;
import dev.firn.model.TableId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The text of a contract. What people look for in it is written out, even where it follows. */
final class ContractJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ContractJson() {}

  static String write(TableMapping table) {
    ObjectNode root = JSON.createObjectNode();
    root.put("schema", table.source().schema());
    root.put("table", table.source().name());
    ArrayNode list = root.putArray("columns");
    table.columns().forEach(column -> write(column, list.addObject()));
    ArrayNode keys = root.putArray("key");
    table.key().forEach(keys::add);
    if (!table.excluded().isEmpty()) {
      ObjectNode excluded = root.putObject("excluded");
      table.excluded().forEach(excluded::put);
    }
    if (table.identity() != null) {
      IdentityJson.write(table.identity(), root.putObject("identity"));
    }
    return root.toString();
  }

  private static void write(ColumnMapping column, ObjectNode node) {
    node.put("name", column.column());
    node.put("lake", column.lakeColumn());
    DatabaseType database = column.columnType().database();
    if (database != DatabaseType.POSTGRESQL) {
      node.put("database", database.name().toLowerCase(Locale.ROOT));
    }
    write(column.type(), node);
    node.put("rule", column.columnType().rule());
    node.put("lake_type", column.sparkType().simpleString());
    node.put("evidence", column.evidence());
    MeasuredSize size = column.size();
    if (size != null) {
      node.putObject("decimal").put("precision", size.precision()).put("scale", size.scale());
    }
    node.put("lossless", column.limit() == null);
    if (column.limit() != null) {
      node.put("limit", column.limit());
    }
    if (column.addedDefault() != null) {
      node.put("default", column.addedDefault());
    }
    if (column.added()) {
      node.put("added", true);
    }
  }

  private static void write(DeclaredType type, ObjectNode node) {
    node.put("type", type.name());
    if (type.hasPrecision()) {
      node.put("precision", type.precision());
    }
    if (type.scale() != DeclaredType.UNDECLARED) {
      node.put("scale", type.scale());
    }
    if (type.kind() != Kind.BASE) {
      node.put("kind", type.kind().name().toLowerCase(Locale.ROOT));
    }
    if (type.part() != null) {
      write(type.part(), node.putObject("of"));
    }
  }

  static TableMapping read(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw CoreErrors.contractIsUnreadable(e.getOriginalMessage(), e);
    }
    List<ColumnMapping> columns = new ArrayList<>();
    root.path("columns").forEach(node -> columns.add(column(node)));
    List<String> key = new ArrayList<>();
    root.path("key").forEach(node -> key.add(node.asText()));
    Map<String, String> excluded = new LinkedHashMap<>();
    root.path("excluded")
        .fields()
        .forEachRemaining(entry -> excluded.put(entry.getKey(), entry.getValue().asText()));
    return new TableMapping(
        new TableId(root.path("schema").asText(), root.path("table").asText()),
        columns,
        key,
        excluded,
        root.hasNonNull("identity") ? IdentityJson.read(root.path("identity")) : null);
  }

  private static ColumnMapping column(JsonNode node) {
    String database = node.path("database").asText(DatabaseType.POSTGRESQL.name());
    DeclaredType type = type(node);
    MeasuredSize size =
        node.hasNonNull("decimal") ? size(node.path("decimal"), node.path("evidence")) : null;
    return new ColumnMapping(
        node.path("name").asText(),
        node.path("lake").asText(),
        type,
        TypeSystem.of(DatabaseType.valueOf(database.toUpperCase(Locale.ROOT)))
            .ofRule(node.path("rule").asText(), type, size),
        node.hasNonNull("default") ? node.path("default").asText() : null,
        node.path("added").asBoolean(node.hasNonNull("default")));
  }

  private static MeasuredSize size(JsonNode decimal, JsonNode evidence) {
    return new MeasuredSize(
        decimal.path("precision").asInt(), decimal.path("scale").asInt(), evidence.asText());
  }

  private static DeclaredType type(JsonNode node) {
    // Earlier contracts say only whether a type is an enum.
    String kind = node.path("enum").asBoolean(false) ? "enum" : node.path("kind").asText("base");
    return new DeclaredType(
        node.path("type").asText(),
        node.path("precision").asInt(DeclaredType.UNDECLARED),
        node.path("scale").asInt(DeclaredType.UNDECLARED),
        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
        node.hasNonNull("of") ? type(node.path("of")) : null);
  }
}
