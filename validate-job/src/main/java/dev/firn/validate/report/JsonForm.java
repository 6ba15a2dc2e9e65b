package dev.firn.validate.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.content.Differences;
import dev.firn.validate.content.DifferingRow;

/** JSON, for programs. */
final class JsonForm {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonForm() {}

  static String of(ValidationReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("source", report.source());
    root.put("level", report.level().toString());
    root.put("source_position", report.sourcePosition());
    ArrayNode tables = root.putArray("tables");
    report.tables().forEach(table -> describe(table, tables.addObject()));
    root.put("exit_code", report.exitCode().code());
    return root.toPrettyString() + "\n";
  }

  private static void describe(TableVerdict table, ObjectNode node) {
    Differences differences = table.findings().differences();
    node.put("table", table.table());
    node.put("source_rows", table.findings().sourceRows());
    node.put("lake_rows", table.findings().lakeRows());
    node.put("verdict", table.verdict().printed());
    node.put("missing_in_lake", differences.counts().missing());
    node.put("extra_in_lake", differences.counts().extra());
    node.put("changed", differences.counts().changed());
    node.put("doubled", differences.counts().doubled());
    node.put("all_counted", differences.complete());
    node.put("repaired", table.findings().repaired());
    ArrayNode columns = node.putArray("columns");
    table.findings().columns().forEach(columns::add);
    ArrayNode keys = node.putArray("keys");
    differences.rows().forEach(row -> keys.add(ShownValue.ofKey(row.key())));
    ArrayNode rows = node.putArray("rows");
    differences.rows().forEach(row -> describe(row, rows.addObject()));
    node.put("note", String.join("; ", table.remarks()));
    node.put("snapshot_id", table.snapshotId());
    node.put("seconds", table.took().toMillis() / 1000.0);
  }

  private static void describe(DifferingRow row, ObjectNode node) {
    node.put("kind", row.kind().toString());
    ObjectNode key = node.putObject("key");
    row.key().forEach(part -> key.put(part.column(), ShownValue.of(part.value())));
    node.put("source_rows", row.sourceRows());
    node.put("lake_rows", row.lakeRows());
    ArrayNode columns = node.putArray("columns");
    row.columns()
        .forEach(
            pair ->
                columns
                    .addObject()
                    .put("column", pair.column())
                    .put("source", ShownValue.of(pair.source()))
                    .put("lake", ShownValue.of(pair.lake())));
  }
}
