package dev.firn.validate.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.validate.check.TableVerdict;
import dev.firn.validate.check.TableVerdict.RowDifferences;
import java.util.Locale;

/** Prints a report for people or for programs. */
public final class ReportPrinter {

  private static final ObjectMapper JSON = new ObjectMapper();

  private ReportPrinter() {}

  public static String table(ValidationReport report) {
    int width =
        Math.max(
            5, report.tables().stream().mapToInt(table -> table.table().length()).max().orElse(0));
    String form = "%-11s %-" + width + "s %15s %15s  %s";
    StringBuilder text = new StringBuilder();
    text.append(line(form, "verdict", "table", "source rows", "lake rows", ""));
    for (TableVerdict table : report.tables()) {
      text.append(
          line(
              form,
              table.verdict().printed(),
              table.table(),
              count(table.sourceRows()),
              count(table.lakeRows()),
              detail(table)));
    }
    return text.append(
            String.format(
                Locale.ROOT,
                "%d tables compared by %s · exit %d%n",
                report.tables().size(),
                report.level(),
                report.exitCode().code()))
        .toString();
  }

  private static String line(String form, Object... cells) {
    return String.format(Locale.ROOT, form, cells).stripTrailing() + "\n";
  }

  private static String count(long rows) {
    return rows < 0 ? "–" : String.format(Locale.ROOT, "%,d", rows);
  }

  private static String detail(TableVerdict table) {
    RowDifferences differences = table.differences();
    if (differences.total() == 0) {
      return table.note();
    }
    return String.format(
        Locale.ROOT,
        "%d missing in the lake, %d only in the lake, %d changed: %s",
        differences.missingInLake(),
        differences.extraInLake(),
        differences.changed(),
        String.join(", ", differences.keys()));
  }

  public static String json(ValidationReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("source", report.source());
    root.put("level", report.level().toString());
    ArrayNode tables = root.putArray("tables");
    for (TableVerdict table : report.tables()) {
      ObjectNode node = tables.addObject();
      node.put("table", table.table());
      node.put("source_rows", table.sourceRows());
      node.put("lake_rows", table.lakeRows());
      node.put("verdict", table.verdict().printed());
      node.put("missing_in_lake", table.differences().missingInLake());
      node.put("extra_in_lake", table.differences().extraInLake());
      node.put("changed", table.differences().changed());
      ArrayNode keys = node.putArray("keys");
      table.differences().keys().forEach(keys::add);
      node.put("note", table.note());
    }
    root.put("exit_code", report.exitCode().code());
    return root.toPrettyString() + "\n";
  }
}
