package dev.firn.lake;

import dev.firn.lake.commit.TableCommit;
import dev.firn.model.LakeTableId;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.StructField;

/**
 * Changes of a table's columns and properties, whatever its rows are meanwhile. Each is one commit;
 * {@link TableProperty#REMOVED} removes a property.
 */
public final class TableAlteration {

  private final LakeTableId id;
  private final Table table;

  TableAlteration(LakeTableId id, Table table) {
    this.id = id;
    this.table = table;
  }

  /** Sets properties to which it does not matter what becomes of the table meanwhile. */
  public void setProperties(Map<String, String> changes) {
    commit(table.newTransaction(), changes);
  }

  /** Adds optional columns at the end and sets the properties. */
  public void addColumns(StructField[] columns, Map<String, String> changes) {
    Transaction transaction = table.newTransaction();
    UpdateSchema schema = transaction.updateSchema();
    for (StructField column : columns) {
      schema.addColumn(column.name(), SparkSchemaUtil.convert(column.dataType()));
    }
    schema.commit();
    commit(transaction, changes);
  }

  /** Gives a column a type that holds all of its values, and sets the properties. */
  public void widenColumn(StructField column, Map<String, String> changes) {
    Transaction transaction = table.newTransaction();
    transaction
        .updateSchema()
        .updateColumn(column.name(), SparkSchemaUtil.convert(column.dataType()).asPrimitiveType())
        .commit();
    commit(transaction, changes);
  }

  /** Gives a column another name, and sets the properties. */
  public void renameColumn(String from, String to, Map<String, String> changes) {
    Transaction transaction = table.newTransaction();
    transaction.updateSchema().renameColumn(from, to).commit();
    commit(transaction, changes);
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
