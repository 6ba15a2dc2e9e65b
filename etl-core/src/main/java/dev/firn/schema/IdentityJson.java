package dev.firn.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.Index;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The part of a contract's text that says by what the source knows the table. */
final class IdentityJson {

  private IdentityJson() {}

  static void write(TableIdentity table, ObjectNode node) {
    node.put("server", table.server());
    node.put("object", table.object());
    node.put("named", table.named());
    node.put("rows_named_by", text(table.naming()));
    if (table.key() != 0) {
      node.put("key", table.key());
    }
    if (!table.sentBy().isEmpty()) {
      node.put("sent_by", table.sentBy());
    }
    node.put("horizon", table.horizon());
    if (table.settled() != table.horizon()) {
      node.put("settled", table.settled());
    }
    ArrayNode columns = node.putArray("columns");
    for (ColumnIdentity column : table.columns()) {
      ObjectNode one = columns.addObject();
      one.put("id", column.id());
      one.put("name", column.name());
      if (column.generated()) {
        one.put("generated", true);
      }
      one.put("type", column.type());
      if (column.modifier() != -1) {
        one.put("modifier", column.modifier());
      }
      one.put("version", column.version());
      if (!column.labels().isEmpty()) {
        ObjectNode labels = one.putObject("labels");
        column.labels().forEach(labels::put);
      }
    }
    node.put("last_column", table.lastColumn());
    ArrayNode parts = node.putArray("parts");
    for (Part part : table.parts()) {
      ObjectNode one = parts.addObject();
      one.put("object", part.object());
      one.put("name", part.name());
      one.put("storage", part.storage());
      one.put("overflow", part.overflow());
      one.put("writer", part.writer());
      if (part.attached() != 0) {
        one.put("attached", part.attached());
      }
      if (!part.logged()) {
        one.put("logged", false);
      }
      one.put("rows_named_by", text(part.naming()));
      if (!part.indexes().isEmpty()) {
        ArrayNode indexes = one.putArray("indexes");
        part.indexes()
            .forEach(
                index ->
                    indexes.addArray().add(index.object()).add(index.chosen()).add(index.made()));
      }
    }
  }

  private static String text(RowNaming naming) {
    return naming.name().toLowerCase(Locale.ROOT);
  }

  static TableIdentity read(JsonNode node) {
    List<ColumnIdentity> columns = new ArrayList<>();
    for (JsonNode column : node.path("columns")) {
      Map<String, String> labels = new TreeMap<>();
      column
          .path("labels")
          .fields()
          .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
      columns.add(
          new ColumnIdentity(
              column.path("id").asInt(),
              column.path("name").asText(),
              column.path("generated").asBoolean(false),
              column.path("type").asLong(),
              column.path("modifier").asInt(-1),
              column.path("version").asText(),
              labels));
    }
    List<Part> parts = new ArrayList<>();
    for (JsonNode part : node.path("parts")) {
      parts.add(
          new Part(
              part.path("object").asLong(),
              part.path("name").asText(),
              part.path("storage").asLong(),
              part.path("overflow").asLong(),
              part.path("writer").asLong(),
              part.path("attached").asLong(),
              part.path("logged").asBoolean(true),
              naming(part),
              indexes(part)));
    }
    return new TableIdentity(
        node.path("server").asText(),
        node.path("object").asLong(),
        node.path("named").asText(),
        naming(node),
        node.path("key").asLong(),
        columns,
        node.path("last_column").asInt(),
        parts,
        node.path("sent_by").asText(),
        node.path("horizon").asLong(),
        node.path("settled").asLong(node.path("horizon").asLong()));
  }

  private static List<Index> indexes(JsonNode part) {
    List<Index> indexes = new ArrayList<>();
    for (JsonNode index : part.path("indexes")) {
      indexes.add(
          new Index(index.path(0).asLong(), index.path(1).asLong(), index.path(2).asLong()));
    }
    return indexes;
  }

  private static RowNaming naming(JsonNode node) {
    return RowNaming.valueOf(node.path("rows_named_by").asText().toUpperCase(Locale.ROOT));
  }
}
