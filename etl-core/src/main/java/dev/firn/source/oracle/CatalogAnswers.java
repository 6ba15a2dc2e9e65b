package dev.firn.source.oracle;

import dev.firn.model.LogPlace;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.model.TableSchema;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.source.RowProbe;
import dev.firn.source.TableOrigin;
import dev.firn.source.TableProbe;
import dev.firn.source.oracle.catalog.StreamQuestions;
import dev.firn.source.oracle.connect.OracleEndpoint;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SqlName;
import dev.firn.source.oracle.log.OracleLog;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a stream asks of Oracle's dictionary. Where that does not tell, the answer is the one by
 * which a table is put aside and must be loaded again, and never the one by which it goes on.
 */
abstract class CatalogAnswers extends CaptureAnswers {

  /** What Debezium sends of large values with a delete: nothing. */
  private static final Set<String> LARGE = Set.of("CLOB", "NCLOB", "BLOB", "XMLTYPE");

  /** How declarations begin of texts that are padded to their length. */
  private static final Set<String> PADDED = Set.of(" CHAR ", " NCHAR ");

  private static final String CREATED_WHEN =
      "Oracle does not tell at which SCN a table was created, so that rows may be missing";

  private final OracleEndpoint endpoint;

  CatalogAnswers(OracleEndpoint endpoint, String schema, ConnectorBeginning beginning) {
    super(endpoint, schema, beginning);
    this.endpoint = endpoint;
  }

  @Override
  public final boolean isReplica() {
    return endpoint.ask(
        "ask for the role of the database",
        connection -> StreamQuestions.isReplica(connection, OracleVersion.of(connection)));
  }

  @Override
  public final Optional<TableId> findName(long object) {
    return endpoint.ask(
        "look for object " + object, connection -> StreamQuestions.findName(connection, object));
  }

  /** A partition that was exchanged with a table is kept where that was. */
  @Override
  public final boolean mayHaveComeWithRows(long part, long attached) {
    return endpoint.ask(
        "look at partition " + part, connection -> StreamQuestions.isStoredAnew(connection, part));
  }

  /** It may have, and nothing tells. */
  @Override
  public final boolean hasRowsAsOldAs(long object, long transaction) {
    return false;
  }

  @Override
  public final boolean tellsOldRows() {
    return false;
  }

  @Override
  public final Set<Integer> rowsAsOldAs(
      TableId table, List<String> key, List<List<String>> rows, long transaction) {
    throw new IllegalStateException("Nobody asks Oracle which rows are old");
  }

  /** A column that was renamed is taken for one that was dropped and one that was added. */
  @Override
  public final List<String> columnHistory(TableId table) {
    return List.of();
  }

  @Override
  public final boolean tellsRenames() {
    return false;
  }

  /** A column with values gets a type only in which they stay what they are. */
  @Override
  public final boolean altersByWriting() {
    return false;
  }

  /** Values that are padded get more blanks in all rows; nobody says that events tell of it. */
  @Override
  public final boolean mayHaveGivenValues(ColumnIdentity before, ColumnIdentity now) {
    return isPadded(before, now);
  }

  static boolean isPadded(ColumnIdentity before, ColumnIdentity now) {
    return !before.version().equals(now.version())
        && PADDED.stream().anyMatch(type -> now.version().startsWith(type));
  }

  @Override
  public final OptionalLong droppedBy(long object, int column) {
    return OptionalLong.empty();
  }

  /** The statement that added it may have given older rows its default, or the one of then. */
  @Override
  public final boolean mayHoldUnsentValues(TableId table, String column) {
    return endpoint.ask(
        "ask for the default of column " + column + " of " + table,
        connection -> StreamQuestions.hasDefault(connection, table, column));
  }

  /** When it was created is said in the server's own time, and not by an SCN. */
  @Override
  public final Map<TableId, TableOrigin> findOrigins(Collection<TableId> tables) {
    LogPlace unknown = OracleLog.INSTANCE.newPlace().place();
    Map<TableId, TableOrigin> origins = new HashMap<>();
    for (TableId table : look(tables).present()) {
      if (tables.contains(table)) {
        origins.put(table, new TableOrigin(unknown, null, List.of(), CREATED_WHEN, null));
      }
    }
    return origins;
  }

  @Override
  public final Optional<String> findUntoldRows(TableId table) {
    return discoverOne(table).flatMap(CatalogAnswers::untoldRows);
  }

  static Optional<String> untoldRows(TableSchema table) {
    TableIdentity identity = table.identity();
    if (identity == null || identity.naming() != RowNaming.FULL) {
      return Optional.of(
          "its changes are not logged whole. Set ALTER TABLE %s ADD SUPPLEMENTAL LOG DATA (ALL) COLUMNS"
              .formatted(SqlName.quoted(table.id())));
    }
    Set<String> large = new TreeSet<>();
    table.columns().stream()
        .filter(column -> LARGE.contains(column.type().name()))
        .forEach(column -> large.add(column.name()));
    return large.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "events do not say which values of %s a row had. Give it a primary key"
                .formatted(String.join(", ", large)));
  }

  @Override
  public final RowProbe.Answer ask(RowProbe question) {
    throw noAmbiguity();
  }

  @Override
  public final TableProbe.Answer ask(TableProbe question) {
    throw noAmbiguity();
  }

  @Override
  public final boolean has(AmbiguousEncoding what) {
    throw noAmbiguity();
  }

  @Override
  public final boolean mayHold(AmbiguousEncoding what, TableId table, String column) {
    throw noAmbiguity();
  }

  private static IllegalStateException noAmbiguity() {
    return new IllegalStateException("No type of Oracle has values that are sent as others");
  }
}
