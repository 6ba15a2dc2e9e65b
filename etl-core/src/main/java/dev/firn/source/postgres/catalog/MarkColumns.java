package dev.firn.source.postgres.catalog;

import dev.firn.model.Column;
import dev.firn.model.DeclaredType;
import dev.firn.model.RelationKind;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.source.mark.MarkColumn;
import dev.firn.source.mark.MarkKind;
import dev.firn.source.mark.SourceMarks.Found;
import dev.firn.source.mark.SourceMarks.Highest;
import dev.firn.source.postgres.connect.SqlName;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

/** Looks at columns by which rows are found that were written lately. */
public final class MarkColumns {

  /** The transaction that has written a row, which every row of a table has. */
  private static final String TRANSACTION = "xmin";

  private static final Set<RelationKind> WITH_TRANSACTIONS =
      Set.of(RelationKind.TABLES, RelationKind.UNLOGGED_TABLES, RelationKind.MATERIALIZED_VIEWS);

  /** Below that reading the table costs no more than looking into an index. */
  private static final long SMALL_BYTES = 8L << 20;

  private static final String COLUMN =
      """
      SELECT a.attnotnull, c.relkind,
             EXISTS (SELECT 1 FROM pg_index i
                      WHERE i.indrelid = c.oid AND i.indisvalid AND i.indpred IS NULL
                        AND i.indkey[0] = a.attnum) AS indexed
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
       WHERE a.attrelid = to_regclass(?) AND a.attname = ? AND a.attnum > 0
         AND NOT a.attisdropped
      """;

  private static final String FOREIGN_PARTS =
      """
      SELECT count(*) FROM pg_partition_tree(to_regclass(?)) t
        JOIN pg_class c ON c.oid = t.relid AND c.relkind = 'f'
      """;

  private MarkColumns() {}

  /** A column, or why it is of no use. */
  public static Found find(Connection connection, TableSchema table, String name)
      throws SQLException {
    return name.equals(TRANSACTION)
        ? transactions(connection, table)
        : column(connection, table, name);
  }

  private static Found transactions(Connection connection, TableSchema table) throws SQLException {
    if (!WITH_TRANSACTIONS.contains(table.kind())) {
      return Found.refused("rows of " + table.kind() + " have no xmin; name a column as bookmark");
    }
    try (PreparedStatement query = connection.prepareStatement(FOREIGN_PARTS)) {
      query.setString(1, SqlName.quoted(table.id()));
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getLong(1) == 0
            ? Found.of(new MarkColumn(TRANSACTION, MarkKind.TRANSACTION, false, null))
            : Found.refused("its partitions that are foreign tables have no xmin");
      }
    }
  }

  private static Found column(Connection connection, TableSchema table, String name)
      throws SQLException {
    Optional<Column> column =
        table.columns().stream().filter(one -> one.name().equals(name)).findFirst();
    if (column.isEmpty()) {
      return Found.refused(
          "it has no column \"%s\", which is to be its bookmark; its columns are %s"
              .formatted(name, table.columns().stream().map(Column::name).toList()));
    }
    Optional<MarkKind> kind = kind(column.get().type());
    if (kind.isEmpty()) {
      return Found.refused(
          ("its bookmark \"%s\" is a %s, of which later ones need not be greater; take a timestamp, a"
                  + " date, a whole number, or xmin")
              .formatted(name, column.get().type()));
    }
    try (PreparedStatement query = connection.prepareStatement(COLUMN)) {
      query.setString(1, SqlName.quoted(table.id()));
      query.setString(2, name);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          return Found.refused("its bookmark \"" + name + "\" was dropped or renamed");
        }
        boolean isRead = row.getBoolean(3) || table.bytes() < SMALL_BYTES;
        return Found.of(
            new MarkColumn(
                name,
                kind.get(),
                !row.getBoolean(1),
                isRead ? null : index(table.id(), name, row.getString(2)).orElse(null)));
      }
    }
  }

  private static Optional<String> index(TableId table, String column, String relation) {
    String on = SqlName.quoted(table) + " (" + SqlName.quoted(column) + ")";
    return switch (relation) {
      case "r", "m" -> Optional.of("CREATE INDEX CONCURRENTLY ON " + on);
      case "p" -> Optional.of("CREATE INDEX ON " + on);
      default -> Optional.empty();
    };
  }

  private static Optional<MarkKind> kind(DeclaredType type) {
    return switch (type.name()) {
      case "timestamptz" -> Optional.of(MarkKind.INSTANT);
      case "timestamp" -> Optional.of(MarkKind.LOCAL_TIME);
      case "date" -> Optional.of(MarkKind.DATE);
      case "int2", "int4", "int8" -> Optional.of(MarkKind.NUMBER);
      case "numeric" ->
          type.hasPrecision() && type.scale() == 0
              ? Optional.of(MarkKind.NUMBER)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The greatest value of a column of numbers that is committed, and by when. */
  public static Highest highest(Connection connection, TableId table, String column)
      throws SQLException {
    String sql =
        "SELECT max(%s), clock_timestamp() FROM %s"
            .formatted(SqlName.quoted(column), SqlName.quoted(table));
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      BigDecimal value = row.getBigDecimal(1);
      return new Highest(
          value == null ? null : value.toBigInteger(),
          row.getObject(2, OffsetDateTime.class).toInstant());
    }
  }
}
