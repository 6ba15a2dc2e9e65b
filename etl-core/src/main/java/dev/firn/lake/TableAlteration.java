package dev.firn.lake;

import dev.firn.lake.commit.GuardedOperations;
import dev.firn.lake.commit.TableCommit;
import dev.firn.model.LakeTableId;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a table's columns and properties, whatever its rows are meanwhile. Each is one commit;
 * {@link TableProperty#REMOVED} removes a property.
 */
public final class TableAlteration {

  private final LakeTableId id;
  private final Table table;
  private final @Nullable Consumer<TableState> requirement;

  TableAlteration(LakeTableId id, Table table) {
    this(id, table, null);
  }

  private TableAlteration(LakeTableId id, Table table, @Nullable Consumer<TableState> requirement) {
    this.id = id;
    this.table = table;
    this.requirement = requirement;
  }

  /**
   * The same of a table that still is what the change was derived from, when it is committed.
   *
   * @param state is shown what the table says of itself then, and throws if that is another thing
   */
  public TableAlteration requiring(Consumer<TableState> state) {
    return new TableAlteration(id, table, state);
  }

  /** Sets properties to which it does not matter what becomes of the table meanwhile. */
  public void setProperties(Map<String, String> changes) {
    commit(begin(), changes);
  }

  /** Adds optional columns at the end and sets the properties. */
  public void addColumns(StructField[] columns, Map<String, String> changes) {
    Transaction transaction = begin();
    UpdateSchema schema = transaction.updateSchema();
    for (StructField column : columns) {
      // Without the parent it takes a dot for the end of one.
      schema.addColumn(null, column.name(), SparkSchemaUtil.convert(column.dataType()));
    }
    schema.commit();
    commit(transaction, changes);
  }

  /** Gives a column a type that holds all of its values, and sets the properties. */
  public void widenColumn(StructField column, Map<String, String> changes) {
    Transaction transaction = begin();
    transaction
        .updateSchema()
        .updateColumn(column.name(), SparkSchemaUtil.convert(column.dataType()).asPrimitiveType())
        .commit();
    commit(transaction, changes);
  }

  /** Gives a column another name, and sets the properties. */
  public void renameColumn(String from, String to, Map<String, String> changes) {
    Transaction transaction = begin();
    transaction.updateSchema().renameColumn(from, to).commit();
    commit(transaction, changes);
  }

  private Transaction begin() {
    Consumer<TableState> required = requirement;
    return required == null
        ? table.newTransaction()
        : GuardedOperations.begin(
            table, id.name(), properties -> required.accept(new TableState(properties)));
  }

  private void commit(Transaction transaction, Map<String, String> changes) {
    set(transaction, changes);
    TableCommit.to(id).run(transaction);
  }

  /** Sets the properties, and removes those whose value says so. */
  static void set(Transaction transaction, Map<String, String> changes) {
    UpdateProperties update = transaction.updateProperties();
    changes.forEach(
        (name, value) -> {
          if (value.equals(TableProperty.REMOVED)) {
            update.remove(name);
          } else {
            update.set(name, value);
          }
        });
    update.commit();
  }
}
