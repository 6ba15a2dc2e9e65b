package dev.firn.schema;

import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableSchema;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides for every column of a PostgreSQL table how it is carried: exactly, or not at all.
 *
 * <p>A type that is not in the table is refused, because a wrong value is worse than none.
 */
public final class SchemaMapper {

  private static final int MAX_DECIMAL_PRECISION = 38;

  private static final Map<String, ValueRule> RULES =
      Map.ofEntries(
          Map.entry("bool", ValueRule.BOOLEAN),
          Map.entry("int2", ValueRule.SMALLINT),
          Map.entry("int4", ValueRule.INTEGER),
          Map.entry("int8", ValueRule.BIGINT),
          Map.entry("oid", ValueRule.UNSIGNED_INTEGER),
          Map.entry("float4", ValueRule.REAL),
          Map.entry("float8", ValueRule.DOUBLE),
          Map.entry("text", ValueRule.TEXT),
          Map.entry("varchar", ValueRule.TEXT),
          Map.entry("bpchar", ValueRule.TEXT),
          Map.entry("citext", ValueRule.TEXT),
          Map.entry("json", ValueRule.TEXT),
          Map.entry("jsonb", ValueRule.JSONB_TEXT),
          Map.entry("xml", ValueRule.TEXT),
          Map.entry("bytea", ValueRule.BINARY),
          Map.entry("date", ValueRule.DATE),
          Map.entry("time", ValueRule.TIME_TEXT),
          Map.entry("timestamp", ValueRule.TIMESTAMP),
          Map.entry("timestamptz", ValueRule.TIMESTAMP_WITH_ZONE),
          Map.entry("uuid", ValueRule.UUID_TEXT),
          Map.entry("inet", ValueRule.CAST_TEXT),
          Map.entry("cidr", ValueRule.CAST_TEXT),
          Map.entry("macaddr", ValueRule.CAST_TEXT),
          Map.entry("macaddr8", ValueRule.CAST_TEXT));

  /** One decision per column, in the order of the table. */
  public List<ColumnDecision> decide(TableSchema table) {
    Map<String, String> taken = new HashMap<>();
    List<ColumnDecision> decisions = new ArrayList<>();
    for (Column column : table.columns()) {
      decisions.add(decide(column, taken));
    }
    return decisions;
  }

  /**
   * The mapping of a table whose columns can all be carried or left out.
   *
   * @throws UnmappableTableException naming every column that is in the way
   */
  public TableMapping map(TableSchema table) {
    List<ColumnMapping> kept = new ArrayList<>();
    List<String> rejected = new ArrayList<>();
    for (ColumnDecision decision : decide(table)) {
      decision.match(
          keep -> kept.add(keep.mapping()),
          exclude -> false,
          reject -> rejected.add("column " + reject.column() + " " + reject.reason()));
    }
    if (kept.isEmpty() && rejected.isEmpty()) {
      rejected.add("it has no columns");
    }
    if (!rejected.isEmpty()) {
      throw new UnmappableTableException(table.id(), rejected);
    }
    Set<String> key = Set.copyOf(table.primaryKey());
    List<String> keyColumns =
        kept.stream()
            .filter(mapping -> key.contains(mapping.column()))
            .map(ColumnMapping::lakeColumn)
            .toList();
    return new TableMapping(table.id(), kept, keyColumns);
  }

  private static ColumnDecision decide(Column column, Map<String, String> taken) {
    String lakeColumn = LakeNames.column(column.name());
    String other = taken.putIfAbsent(lakeColumn, column.name());
    if (other != null) {
      return new ColumnDecision.Reject(
          column.name(),
          "has the same lake name as column "
              + other
              + " ("
              + lakeColumn
              + "), because the lake does not tell upper from lower case");
    }
    ValueRule rule = ruleFor(column.type());
    if (rule == null) {
      return new ColumnDecision.Reject(
          column.name(),
          "has type " + column.type() + ", for which no lossless mapping is proven yet");
    }
    return new ColumnDecision.Keep(
        new ColumnMapping(column.name(), lakeColumn, column.type(), rule));
  }

  private static @Nullable ValueRule ruleFor(DeclaredType type) {
    if (type.isEnum()) {
      return ValueRule.TEXT;
    }
    if (type.name().equals("numeric")) {
      boolean fits =
          type.hasPrecision()
              && type.precision() <= MAX_DECIMAL_PRECISION
              && type.scale() >= 0
              && type.scale() <= type.precision();
      return fits ? ValueRule.DECIMAL : ValueRule.NUMBER_TEXT;
    }
    return RULES.get(type.name());
  }
}
