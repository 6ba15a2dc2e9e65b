package dev.firn.source.postgres;

import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.connect.SqlName;
import dev.firn.source.postgres.copy.SoughtRows;
import dev.firn.source.range.KeyRange;
import dev.firn.source.range.KeyRanges;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.jspecify.annotations.Nullable;

/** Ranges of the column of a key that leads an index, so that the server finds them by it. */
record IndexRanges(TableId table, ColumnMapping column, Function<String, Optional<String>> server)
    implements KeyRanges {

  private static final String LEADING =
      """
      SELECT a.attname
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        JOIN pg_am m ON m.oid = c.relam AND m.amname = 'btree'
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
       WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indisunique
         AND i.indpred IS NULL AND a.attnotnull
       ORDER BY i.indisprimary DESC, c.relname
      """;

  /** The column by which a table is cut; empty if no unique index begins with one that fits. */
  static Optional<ColumnMapping> find(Connection connection, TableMapping mapping)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LEADING)) {
      query.setString(1, SqlName.quoted(mapping.source()));
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          Optional<ColumnMapping> leading =
              mapping.find(rows.getString(1)).filter(IndexRanges::hasOneOrder);
          if (leading.isPresent() && mapping.key().contains(leading.get().lakeColumn())) {
            return leading;
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Numbers have; texts have one for each collation, and the lake knows none of them. */
  private static boolean hasOneOrder(ColumnMapping column) {
    DataType type = column.sparkType();
    return type.equals(DataTypes.IntegerType)
        || type.equals(DataTypes.LongType)
        || type instanceof DecimalType;
  }

  /** What a statement answers in its only column, if there is a row. */
  static Optional<String> text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }

  @Override
  public Optional<String> end(@Nullable String after, long rows) {
    String key = SqlName.quoted(column.column());
    return server.apply(
        "SELECT k::text FROM (SELECT %1$s AS k FROM %2$s%3$s ORDER BY %1$s OFFSET %4$d LIMIT 1) ends"
            .formatted(
                key,
                SqlName.quoted(table),
                after == null ? "" : " WHERE " + key + " > " + SqlName.literal(after),
                rows - 1));
  }

  /** Literals have the type of what they are compared with. */
  @Override
  public List<ReadSplit> within(List<ReadSplit> splits, KeyRange range) {
    String key = SqlName.quoted(column.column());
    List<String> bounds = new ArrayList<>();
    if (range.after() != null) {
      bounds.add(key + " > " + SqlName.literal(range.after()));
    }
    if (range.upTo() != null) {
      bounds.add(key + " <= " + SqlName.literal(range.upTo()));
    }
    return bounds.isEmpty() ? splits : SoughtRows.among(splits, String.join(" AND ", bounds));
  }
}
