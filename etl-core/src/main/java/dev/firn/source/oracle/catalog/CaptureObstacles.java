package dev.firn.source.oracle.catalog;

import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.Part;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.source.Obstacles;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SqlName;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks for tables whose changes would not come, or not whole, and says what mends that. */
public final class CaptureObstacles {

  /** LogMiner tells nothing of tables with longer names, and Debezium only warns of it. */
  private static final int MAX_NAME_BYTES = 30;

  /** Longer values are kept as large ones, also where they are declared as text. */
  private static final int MAX_TEXT_BYTES = 4000;

  private static final int MAX_RAW_BYTES = 2000;

  /** Schemas whose changes Debezium 3.6.1 leaves out, whatever it is told. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "APPQOSSYS",
          "AUDSYS",
          "CTXSYS",
          "DVSYS",
          "DBSFWUSER",
          "DBSNMP",
          "GGSHAREDCAP",
          "GSMADMIN_INTERNAL",
          "LBACSYS",
          "MDSYS",
          "OJVMSYS",
          "OLAPSYS",
          "ORDDATA",
          "ORDSYS",
          "OUTLN",
          "SYS",
          "SYSTEM",
          "VECSYS",
          "WMSYS",
          "XDB");

  private static final Set<String> LARGE = Set.of("CLOB", "NCLOB", "BLOB", "XMLTYPE", "JSON");
  private static final Set<String> TEXTS = Set.of("VARCHAR2", "NVARCHAR2");

  private static final String OF_A_STANDBY =
      "the database is a standby, which does not tell whose transactions are open, so that the"
          + " connector may lack what they have written. Loaded from the primary it is followed";

  private CaptureObstacles() {}

  /** All of them can be loaded; what is found keeps them from being followed. */
  public static Obstacles find(
      Connection connection, OracleVersion server, String schema, List<TableSchema> tables)
      throws SQLException {
    if (StreamQuestions.isReplica(connection, server)) {
      Map<TableId, String> all = new HashMap<>();
      tables.forEach(table -> all.put(table.id(), OF_A_STANDBY));
      return new Obstacles(all, Map.of());
    }
    Set<String> indexOrganized =
        Names.of(tables.stream().map(table -> table.id().name()).toList())
            .ask(
                new Dictionary(connection),
                DictionaryStatements.TABLES,
                DictionaryTable::of,
                schema)
            .stream()
            .filter(DictionaryTable::isIndexOrganized)
            .map(DictionaryTable::name)
            .collect(Collectors.toSet());
    Map<TableId, String> unfollowed = new HashMap<>();
    for (TableSchema table : tables) {
      if (table.canBeCaptured() && indexOrganized.contains(table.id().name())) {
        unfollowed.put(
            table.id(), "it is index-organized, and Debezium does not capture such tables");
      } else {
        find(table).ifPresent(why -> unfollowed.put(table.id(), why));
      }
    }
    return new Obstacles(unfollowed, Map.of());
  }

  /** What a table itself shows. */
  public static Optional<String> find(TableSchema table) {
    if (!table.canBeCaptured()) {
      return Optional.empty();
    }
    if (LEFT_OUT.contains(table.id().schema().toUpperCase(Locale.ROOT))) {
      return Optional.of(
          "Debezium leaves out changes of schema %s, whatever it is told. In a schema of its own it is followed"
              .formatted(table.id().schema()));
    }
    List<String> names = findLongNames(table);
    return names.isEmpty()
        ? unminable(table).or(() -> large(table)).or(() -> unlogged(table))
        : Optional.of(
            "LogMiner tells nothing of tables with names of more than %d bytes, such as %s. A shorter name has it followed"
                .formatted(MAX_NAME_BYTES, String.join(", ", names)));
  }

  /** Those of the table and its columns that LogMiner does not know. */
  public static List<String> findLongNames(TableSchema table) {
    return Stream.concat(Stream.of(table.id().name()), table.columns().stream().map(Column::name))
        .filter(name -> name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES)
        .toList();
  }

  /** LogMiner leaves out the whole table, whether the columns are carried or not. */
  private static Optional<String> unminable(TableSchema table) {
    return columns(
            table,
            (type, declaration) ->
                type.equals("BFILE") || (!declaration.startsWith(" ") && !type.equals("XMLTYPE")))
        .map(
            columns ->
                "LogMiner tells nothing of tables with columns of BFILE, collections or objects, which are %s. Without them it is followed"
                    .formatted(columns));
  }

  /**
   * Where a statement writes a large value alone, Debezium 3.6.1 sends the row's texts with doubled
   * apostrophes, and nothing in the event tells.
   */
  private static Optional<String> large(TableSchema table) {
    return columns(table, CaptureObstacles::isLarge)
        .map(
            columns ->
                "it has large values (%s), with which Debezium may send other texts of a row with doubled apostrophes. firn bulk-load --tables %s --no-resume brings it up to date; what has no such column is followed"
                    .formatted(columns, table.id().name()));
  }

  private static boolean isLarge(String type, String declaration) {
    long bytes = DictionaryColumn.bytesOf(declaration);
    return LARGE.contains(type)
        || (TEXTS.contains(type) && bytes > MAX_TEXT_BYTES)
        || (type.equals("RAW") && bytes > MAX_RAW_BYTES);
  }

  private static Optional<String> columns(TableSchema table, BiPredicate<String, String> isMeant) {
    TableIdentity identity = table.identity();
    if (identity == null) {
      return Optional.empty();
    }
    return table.columns().stream()
        .filter(
            column ->
                isMeant.test(
                    column.type().name(),
                    identity.column(column.name()).map(ColumnIdentity::version).orElse(" ")))
        .map(Column::name)
        .reduce((one, other) -> one + ", " + other);
  }

  private static Optional<String> unlogged(TableSchema table) {
    TableIdentity identity = table.identity();
    if (identity == null) {
      return Optional.empty();
    }
    String name = SqlName.quoted(table.id());
    if (identity.naming() != RowNaming.FULL) {
      return Optional.of(
          "its changes are not logged whole, so that events would lack values. ALTER TABLE %s ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS has it followed, where the database has ADD SUPPLEMENTAL LOG DATA"
              .formatted(name));
    }
    return identity.parts().stream().allMatch(Part::logged)
        ? Optional.empty()
        : Optional.of(
            "what is written into it directly is not logged. ALTER TABLE %s LOGGING, of each partition too, or ALTER DATABASE FORCE LOGGING, has it followed"
                .formatted(name));
  }
}
