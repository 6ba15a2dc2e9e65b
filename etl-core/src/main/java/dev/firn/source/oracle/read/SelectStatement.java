package dev.firn.source.oracle.read;

import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.oracle.catalog.TablePart;
import dev.firn.source.oracle.connect.SqlName;
import dev.firn.source.oracle.type.OracleType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A statement that reads rows of a table, always at an SCN.
 *
 * @param parameters in the order in which the text names them; the first is the SCN
 */
public record SelectStatement(String sql, List<Object> parameters) {

  static final String AS_OF = " AS OF SCN :scn";

  /** The rows of a slice, in the order of the mapping's columns. */
  public static SelectStatement rows(TableMapping mapping, OracleSplit split, BigDecimal scn) {
    String columns =
        mapping.columns().stream().map(SelectStatement::selected).collect(Collectors.joining(", "));
    return of(columns, split.relation(), split.part(), split.bounds(), scn);
  }

  public static SelectStatement count(TableId table, BigDecimal scn) {
    return of("COUNT(*)", table, new TablePart("", false, 0), List.of(), scn);
  }

  /** Between which values a column lies. */
  public static SelectStatement ends(TableId table, String column, BigDecimal scn) {
    String name = SqlName.quoted(column);
    return of(
        "MIN(" + name + "), MAX(" + name + ")", table, new TablePart("", false, 0), List.of(), scn);
  }

  private static SelectStatement of(
      String selected,
      TableId table,
      TablePart part,
      List<OracleSplit.Bound> bounds,
      BigDecimal scn) {
    StringBuilder sql =
        new StringBuilder("SELECT ")
            .append(selected)
            .append(" FROM ")
            .append(SqlName.quoted(table))
            .append(part.clause())
            .append(AS_OF);
    List<Object> parameters = new ArrayList<>(List.of(scn));
    String before = " WHERE ";
    for (OracleSplit.Bound bound : bounds) {
      sql.append(before).append(bound.condition());
      parameters.add(bound.value());
      before = " AND ";
    }
    return new SelectStatement(sql.toString(), List.copyOf(parameters));
  }

  private static String selected(ColumnMapping column) {
    return ((OracleType) column.columnType())
        .selected(column.type(), SqlName.quoted(column.column()));
  }
}
