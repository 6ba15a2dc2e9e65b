package dev.firn.cdc.drift;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.not;

import dev.firn.cdc.error.IdentityErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.lake.LakeTables;
import dev.firn.model.SparkName;
import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.ColumnIdentity;
import dev.firn.model.TableSchema;
import dev.firn.row.RowKey;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.ReadSession;
import dev.firn.source.SourceDatabase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Finds values that the alteration of a column has given to older rows, which no event carries.
 *
 * <p>The catalog does not keep what {@code ALTER … USING} computes. It shows that a column was
 * altered and that the rows were written anew; whether their values are others, only the rows tell:
 * those that nobody has changed since, once all changes from before are applied.
 */
final class RewriteCheck {

  private static final int SPLITS = 4;
  private static final int MAX_PROBED_AT_ONCE = 10_000;
  private static final String VALUE = "_firn_value_";
  private static final String SOURCE = "source_row";
  private static final String LAKE = "lake_row";

  private final SparkSession spark;
  private final LakeTables lake;
  private final SourceDatabase database;

  RewriteCheck(SparkSession spark, LakeTables lake, SourceDatabase database) {
    this.spark = spark;
    this.lake = lake;
    this.database = database;
  }

  /** True if a column that is to be followed was altered and all rows were written anew since. */
  boolean isCalledFor(CapturedTable captured, TableIdentity now, Set<String> followed) {
    TableIdentity before = Objects.requireNonNull(captured.mapping().identity());
    return database.altersByWriting()
        && before.mayBeRewrittenIn(now)
        && !altered(captured, now, followed).isEmpty()
        && !database.hasRowsAsOldAs(before.object(), before.settled() - 1);
  }

  /**
   * Without a key no row can be compared with the lake's, and of several parts one may have been
   * emptied before or after, which shows no more. No later event changes that.
   *
   * @throws dev.firn.error.DriftException if the table is one of those
   */
  void requireComparable(CapturedTable captured, TableIdentity now, Set<String> followed) {
    List<String> names = names(altered(captured, now, followed));
    if (!captured.mapping().hasKey()) {
      throw IdentityErrors.valuesWereRewritten(
          captured, names, "nothing tells which of its rows have other values now");
    }
    if (now.isPartitioned()) {
      throw IdentityErrors.valuesWereRewritten(
          captured, names, "nothing tells whether one of its parts was truncated by itself");
    }
  }

  private static List<String> names(List<ColumnMapping> altered) {
    return altered.stream().map(ColumnMapping::column).toList();
  }

  /** Columns of the contract by which rows may be others than the lake's. */
  private static List<ColumnMapping> altered(
      CapturedTable captured, TableIdentity now, Set<String> followed) {
    TableIdentity before = Objects.requireNonNull(captured.mapping().identity());
    return captured.mapping().columns().stream()
        .filter(column -> followed.contains(column.column()))
        .filter(
            column ->
                before
                    .column(column.column())
                    .flatMap(
                        held ->
                            now.column(held.id())
                                .filter(found -> !found.version().equals(held.version())))
                    .isPresent())
        .toList();
  }

  /**
   * To be called when everything is applied that was changed before the alteration.
   *
   * @param changes that are about to be applied, whose rows differ until then
   * @throws dev.firn.error.DriftException if a row shows another value than the lake has
   */
  void requireSameValues(
      CapturedTable captured,
      TableSchema schema,
      List<ColumnMapping> now,
      Set<String> followed,
      Collection<Change> changes) {
    TableMapping contract = captured.mapping();
    TableIdentity after = Objects.requireNonNull(schema.identity());
    List<ColumnMapping> altered = altered(captured, after, followed);
    List<String> names = names(altered);
    boolean keyIsAltered =
        altered.stream().anyMatch(column -> contract.key().contains(column.lakeColumn()));
    List<ColumnMapping> compared =
        (keyIsAltered ? contract.columns() : altered)
            .stream().filter(column -> !contract.key().contains(column.lakeColumn())).toList();
    List<ColumnMapping> read = new ArrayList<>();
    for (int ordinal : contract.keyOrdinals()) {
      ColumnMapping held = contract.columns().get(ordinal);
      ColumnMapping found = present(held, contract, after, now);
      if (found == null) {
        return;
      }
      read.add(found.named(found.column(), held.lakeColumn()));
    }
    List<ColumnMapping> kept = new ArrayList<>();
    for (ColumnMapping held : compared) {
      ColumnMapping found = present(held, contract, after, now);
      if (found != null) {
        read.add(found.named(found.column(), VALUE + kept.size()));
        kept.add(held);
      }
    }
    long version = newestVersion(altered, contract, after);
    Set<RowKey> changing = changing(changes);
    forEachDiffering(
        captured,
        schema,
        new TableMapping(schema.id(), read, contract.key()),
        kept,
        rows -> {
          for (Row row : unchanged(rows, schema, read, contract.key().size(), version)) {
            RowKey key = key(row, contract.key().size());
            if (!changing.contains(key)) {
              throw IdentityErrors.valuesWereRewritten(
                  captured, names, "the row of key " + key + " shows " + row + " at the source");
            }
          }
        });
  }

  private static Set<RowKey> changing(Collection<Change> changes) {
    Set<RowKey> keys = new HashSet<>();
    for (Change change : changes) {
      if (change.key() != null) {
        keys.add(change.key());
      }
      if (change.oldKey() != null) {
        keys.add(change.oldKey());
      }
    }
    return keys;
  }

  private static RowKey key(Row row, int columns) {
    @Nullable Object[] values = new @Nullable Object[columns];
    for (int i = 0; i < columns; i++) {
      values[i] = row.get(i);
    }
    return new RowKey(values);
  }

  /** A column of the contract as the source has it now; null if it is carried no more. */
  private static @Nullable ColumnMapping present(
      ColumnMapping held, TableMapping contract, TableIdentity after, List<ColumnMapping> now) {
    String name =
        Objects.requireNonNull(contract.identity())
            .column(held.column())
            .flatMap(column -> after.column(column.id()))
            .map(ColumnIdentity::name)
            .orElse("");
    return now.stream()
        .filter(column -> column.column().equals(name))
        .findFirst()
        // What a load has decided about a type holds as long as the source has that type.
        .map(
            column ->
                column.type().equals(held.type()) ? held.named(name, held.lakeColumn()) : column)
        .orElse(null);
  }

  private static long newestVersion(
      List<ColumnMapping> altered, TableMapping contract, TableIdentity after) {
    return altered.stream()
        .flatMap(
            column -> Objects.requireNonNull(contract.identity()).column(column.column()).stream())
        .flatMap(column -> after.column(column.id()).stream())
        .mapToLong(column -> Long.parseLong(column.version()))
        .reduce((a, b) -> (int) (a - b) > 0 ? a : b)
        .orElseThrow();
  }

  private List<Row> unchanged(
      List<Row> rows, TableSchema schema, List<ColumnMapping> read, int keys, long version) {
    List<List<String>> texts = new ArrayList<>();
    for (Row row : rows) {
      List<String> key = new ArrayList<>();
      for (int i = 0; i < keys; i++) {
        key.add(read.get(i).columnType().keyText(row.get(i)));
      }
      texts.add(key);
    }
    Set<Integer> old =
        database.rowsAsOldAs(
            schema.id(),
            read.subList(0, keys).stream().map(ColumnMapping::column).toList(),
            texts,
            version);
    List<Row> unchanged = new ArrayList<>();
    old.stream().sorted().forEach(i -> unchanged.add(rows.get(i)));
    return unchanged;
  }

  /** However many rows were changed since, those that were not may be among the last. */
  private void forEachDiffering(
      CapturedTable captured,
      TableSchema schema,
      TableMapping read,
      List<ColumnMapping> kept,
      Consumer<List<Row>> seen) {
    try (ReadSession session = database.openReadSession(List.of(schema))) {
      Dataset<Row> source =
          session
              .read(
                  spark,
                  read,
                  database.split(List.of(schema), SPLITS).getOrDefault(schema.id(), List.of()))
              .rows()
              .as(SOURCE);
      Dataset<Row> held = lake.open(captured.id()).presentRows(spark).as(LAKE);
      Column sameKey =
          read.key().stream()
              .map(name -> of(SOURCE, name).equalTo(of(LAKE, name)))
              .reduce(Column::and)
              .orElseThrow();
      // A row that the lake lacks has another key than before.
      Column differs = of(LAKE, read.key().get(0)).isNull();
      List<Column> shown = new ArrayList<>();
      read.key().forEach(name -> shown.add(of(SOURCE, name)));
      for (int i = 0; i < kept.size(); i++) {
        Column value = of(SOURCE, VALUE + i);
        Column has =
            of(LAKE, kept.get(i).lakeColumn())
                .cast(read.columns().get(read.key().size() + i).sparkType());
        differs = differs.or(not(value.eqNullSafe(has)));
        shown.add(value);
      }
      Iterator<Row> rows =
          source
              .join(held, sameKey, "left")
              .where(differs)
              .select(shown.toArray(Column[]::new))
              .toLocalIterator();
      while (rows.hasNext()) {
        List<Row> some = new ArrayList<>();
        while (rows.hasNext() && some.size() < MAX_PROBED_AT_ONCE) {
          some.add(rows.next());
        }
        seen.accept(some);
      }
    }
  }

  private static Column of(String side, String name) {
    return col(side + "." + SparkName.quoted(name));
  }
}
