package dev.firn.cdc.drift;

import dev.firn.cdc.event.CapturedTable;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.ColumnDecision;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.ContractDifferences;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names at the start of a stream what its source has otherwise than the contracts say. What becomes
 * of a difference is decided when the first change of its table comes.
 */
public record ContractReport(Function<TableSchema, List<ColumnDecision>> mapper) {

  private static final Logger LOG = LoggerFactory.getLogger(ContractReport.class);

  /** Says every difference. */
  public void say(Map<TableId, CapturedTable> captured, Collection<TableSchema> source) {
    for (TableSchema schema : source) {
      CapturedTable table = captured.get(schema.id());
      if (table != null) {
        differences(table, schema)
            .forEach(
                difference ->
                    LOG.warn(
                        "The contract of {} and {} differ: {}; schema_drift decides when its next"
                            + " change comes",
                        table.id(),
                        schema.id(),
                        difference));
      }
    }
  }

  List<String> differences(CapturedTable table, TableSchema schema) {
    List<ColumnMapping> columns = new ArrayList<>();
    Map<String, String> excluded = new HashMap<>();
    for (ColumnDecision decision : mapper.apply(schema)) {
      if (decision instanceof ColumnDecision.Keep keep) {
        ColumnMapping now = keep.mapping();
        // As long as the source has the type, what the load has decided about it holds.
        columns.add(
            table
                .mapping()
                .find(now.column())
                .filter(held -> held.type().equals(now.type()))
                .orElse(now));
      } else if (decision instanceof ColumnDecision.Exclude left) {
        excluded.put(left.column(), left.reason());
      }
    }
    List<String> key =
        columns.stream()
            .filter(column -> schema.primaryKey().contains(column.column()))
            .map(ColumnMapping::lakeColumn)
            .toList();
    return ContractDifferences.between(
        table.mapping(), new TableMapping(schema.id(), columns, key, excluded));
  }
}
