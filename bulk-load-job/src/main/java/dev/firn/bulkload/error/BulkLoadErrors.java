package dev.firn.bulkload.error;

import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.error.DataGapException;
import dev.firn.error.DriftException;
import dev.firn.error.ErrorCode;
import dev.firn.error.Failures;
import dev.firn.error.NotConfirmedException;
import dev.firn.error.UnavailableException;
import dev.firn.error.UnmappableTableException;
import dev.firn.model.LakeTableId;
import dev.firn.model.ShellWord;
import dev.firn.model.TableId;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** All that can go wrong in a load and that only a load meets, as an operator reads it. */
public final class BulkLoadErrors {

  private BulkLoadErrors() {}

  // What to load

  /** Names of tables that the source does not have. */
  public static UnavailableException tablesAreUnknown(Collection<String> names, String schema) {
    return UnavailableException.permanent(
        ErrorCode.TABLES_ARE_UNKNOWN,
        "Cannot load table "
            + String.join(", table ", names)
            + ": schema \""
            + schema
            + "\" has no such table, or the pattern of --table-filter leaves it out. Names are"
            + " compared as the catalog spells them.",
        null);
  }

  /**
   * A source without a table to load.
   *
   * @param like the pattern that the names were to have, or null
   */
  public static UnavailableException nothingIsSelected(String schema, @Nullable String like) {
    return UnavailableException.permanent(
        ErrorCode.TABLES_ARE_UNKNOWN,
        "Cannot load anything from schema \""
            + schema
            + "\": it has no table"
            + (like == null
                ? " that the user can see. Check schema in database_connection."
                : " whose name is like \""
                    + like
                    + "\". Table names are compared as the catalog spells them."),
        null);
  }

  /** Tables whose names differ only in what the lake does not tell apart. */
  public static UnmappableTableException lakeNameIsTaken(TableId table, Object sameName) {
    return CoreErrors.tableIsUnmappable(
        table, List.of("its lake name is that of several tables: " + sameName));
  }

  /** Tables whose topics Kafka refuses to have beside each other. */
  public static UnmappableTableException topicsCollide(TableId table, Collection<String> topics) {
    return CoreErrors.tableIsUnmappable(
        table,
        List.of(
            "its changes would come on one of topics "
                + new TreeSet<>(topics)
                + ", of which Kafka takes only one, because they differ in \".\" and \"_\" only;"
                + " rename one of the tables, or leave one out with exclude_tables"));
  }

  /**
   * A table that is loaded, and whose changes since do not come.
   *
   * @param why a clause that the table keeps, too
   */
  public static DataGapException changesAreNotSent(String source, TableId table, String why) {
    return new DataGapException(
        ErrorCode.TABLE_IS_CUT_OFF,
        "Loaded "
            + table
            + ", but its changes since do not come: "
            + why
            + ". A load that takes long needs max_slot_wal_keep_size for all that is written"
            + " meanwhile, or a connector that reads the slot beside it (--deploy-connector)."
            + " Load it again with firn bulk-load --source "
            + ShellWord.quoted(source)
            + ".");
  }

  // Lake tables that are there before

  /** A fresh start that the operator has called off. */
  public static NotConfirmedException freshStartIsNotConfirmed() {
    return new NotConfirmedException(
        ErrorCode.START_IS_NOT_CONFIRMED,
        "Nothing was changed: the fresh start was not confirmed with YES.");
  }

  /**
   * Columns that have another type in the lake than at the source.
   *
   * @param differences one phrase per column
   */
  public static DriftException columnTypesDiffer(
      TableId source, LakeTableId table, List<String> differences) {
    return new DriftException(
        ErrorCode.COLUMN_TYPES_DIFFER,
        "Cannot load "
            + source
            + " into "
            + table
            + ": "
            + String.join(", ", differences)
            + ". Use --fresh-start to replace the table.");
  }

  /**
   * A lake table of the name that holds something else.
   *
   * @param held the source table whose rows it holds; empty if Firn did not make it
   */
  public static DriftException lakeTableIsTaken(
      TableId source, LakeTableId table, Optional<TableId> held) {
    return new DriftException(
        ErrorCode.LAKE_TABLE_IS_TAKEN,
        "Cannot load "
            + source
            + ": lake table "
            + table
            + " exists and "
            + held.map(other -> "holds the rows of " + other).orElse("was not made by Firn")
            + ". Rename it, or choose another iceberg_namespace.");
  }

  /**
   * A namespace in which tables of another source are, or of another schema of this one.
   *
   * @param wanted the source that is to be loaded, with its schema
   * @param table one of the tables
   * @param holder its source, with its schema
   */
  public static ConfigException namespaceIsTaken(
      String wanted, String namespace, String table, String holder) {
    return new ConfigException(
        ErrorCode.NAMESPACE_IS_TAKEN,
        ("Cannot load source %s into %s: its table %s is of source %s. Give each of them an"
                + " iceberg_namespace of its own.")
            .formatted(wanted, namespace, table, holder));
  }

  /** Tables whose partitions change again and again while they are looked at. */
  public static UnavailableException partitionsDoNotStay(String source) {
    return UnavailableException.transientFailure(
        ErrorCode.PARTITIONS_DO_NOT_STAY,
        "Cannot load source %s: partitions are attached or detached whenever its tables are looked at. Run the load when that has ended."
            .formatted(source),
        null);
  }

  // Tables with a bookmark

  /**
   * A table of which only what is new was to be read, and that cannot be gone on with so.
   *
   * @param why a clause
   */
  public static DriftException backfillIsNeeded(String source, TableId table, String why) {
    return new DriftException(
        ErrorCode.BACKFILL_IS_NEEDED,
        "Cannot read what is new in "
            + table
            + ": "
            + why
            + ". Load it as a whole with firn bulk-load --source "
            + ShellWord.quoted(source)
            + " --mode backfill --tables "
            + ShellWord.quoted(table.name())
            + ".");
  }

  // The connector

  /** A directory that takes no connector file. */
  public static UnavailableException connectorFileCannotBeWritten(String file, IOException cause) {
    return UnavailableException.permanent(
        ErrorCode.CONNECTOR_FILE_CANNOT_BE_WRITTEN,
        "Cannot write " + file + ": " + cause + ". Make the directory writable.",
        cause);
  }

  /** A Connect worker that cannot be reached. */
  public static UnavailableException connectIsSilent(
      String connector, URI worker, IOException cause) {
    return UnavailableException.transientFailure(
        ErrorCode.CONNECT_GIVES_NO_ANSWER,
        "Cannot deploy connector %s: Kafka Connect at %s does not answer (%s). Check the URL of --deploy-connector; the tables are loaded, and the connector file is written."
            .formatted(connector, worker, Failures.reason(cause)),
        cause);
  }

  /** A connector that Connect does not take, or that does not run there. */
  public static UnavailableException connectorIsRefused(String connector, URI worker, String why) {
    return UnavailableException.permanent(
        ErrorCode.CONNECTOR_IS_REFUSED,
        "Cannot deploy connector %s to %s: %s. Mend it and run the load again, or POST the connector file; the tables are loaded."
            .formatted(connector, worker, why.strip()),
        null);
  }
}
