package dev.firn.lake.commit;

import dev.firn.fault.FaultPoint;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.iceberg.BaseMetastoreTableOperations;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableOperations;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.Transactions;
import org.apache.iceberg.encryption.EncryptionManager;
import org.apache.iceberg.hadoop.HadoopTableOperations;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.LocationProvider;

/**
 * Commits changes of a table only on a state that is as it has to be for them. Iceberg makes a
 * commit that comes too late again on what the table is by then, whatever the change was derived
 * from; here it is asked for that each time.
 */
public final class GuardedOperations implements TableOperations {

  private final TableOperations operations;
  private final String name;
  private final Consumer<Map<String, String>> requirement;

  private GuardedOperations(
      TableOperations operations, String name, Consumer<Map<String, String>> requirement) {
    this.operations = operations;
    this.name = name;
    this.requirement = requirement;
  }

  /**
   * A transaction that is committed on such a state only.
   *
   * @param name the table's, for tests that do something in between
   * @param requirement throws if the properties are not those that the changes need
   */
  public static Transaction begin(
      Table table, String name, Consumer<Map<String, String>> requirement) {
    TableOperations operations = ((HasTableOperations) table).operations();
    Transaction transaction =
        Transactions.newTransaction(
            table.name(), new GuardedOperations(operations, name, requirement));
    if (!isComparedWhole(operations)) {
      // Such a catalog takes properties whatever others have made of the table meanwhile, but no
      // snapshot behind another than was there.
      transaction.newFastAppend().commit();
    }
    return transaction;
  }

  private static boolean isComparedWhole(TableOperations operations) {
    return operations instanceof BaseMetastoreTableOperations
        || operations instanceof HadoopTableOperations;
  }

  @Override
  public void commit(TableMetadata base, TableMetadata changed) {
    requirement.accept(base.properties());
    FaultPoint.reached("lake.alter.before", name);
    operations.commit(base, changed);
  }

  @Override
  public TableMetadata current() {
    return operations.current();
  }

  @Override
  public TableMetadata refresh() {
    return operations.refresh();
  }

  @Override
  public FileIO io() {
    return operations.io();
  }

  @Override
  public EncryptionManager encryption() {
    return operations.encryption();
  }

  @Override
  public String metadataFileLocation(String fileName) {
    return operations.metadataFileLocation(fileName);
  }

  @Override
  public LocationProvider locationProvider() {
    return operations.locationProvider();
  }

  @Override
  public TableOperations temp(TableMetadata uncommitted) {
    return operations.temp(uncommitted);
  }

  @Override
  public long newSnapshotId() {
    return operations.newSnapshotId();
  }

  @Override
  public boolean requireStrictCleanup() {
    return operations.requireStrictCleanup();
  }
}
