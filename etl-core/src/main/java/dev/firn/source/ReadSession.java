package dev.firn.source;

import dev.firn.error.UnavailableException;
import dev.firn.model.ReadPoint;
import dev.firn.model.ReadSplit;
import dev.firn.model.TableId;
import dev.firn.model.TableIdentity;
import dev.firn.pace.ByteRate;
import dev.firn.schema.TableMapping;
import dev.firn.source.digest.DigestWay;
import dev.firn.source.digest.DigestedRows;
import dev.firn.source.mark.MarkColumn;
import dev.firn.source.range.KeyRanges;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.SparkSession;

/** One instant of a database, held open for any number of readers. */
public interface ReadSession extends AutoCloseable {

  ReadPoint readPoint();

  /** How fast is read from now on; as fast as it comes without it. */
  void limitTo(ByteRate rate);

  /** The number of rows at the read point; reads the whole table. */
  long countRows(TableId table);

  /** Tables whose rows were in other relations at the read point than slices were planned of. */
  Set<TableId> findRearranged(Map<TableId, List<ReadSplit>> splits);

  /**
   * What sent changes of tables at the read point, as {@link TableIdentity#sentBy} says it; without
   * those whose changes nothing sends.
   */
  Map<TableId, String> findSenders(Collection<TableId> tables);

  /** The rows of the slices, in the mapping's columns. */
  SourceRows read(SparkSession spark, TableMapping mapping, List<ReadSplit> splits);

  /** The same rows slice by slice. */
  List<SplitRead> splitReads(TableMapping mapping, List<ReadSplit> splits);

  /**
   * Rows that are named by their keys.
   *
   * @param columns of the key, as the source calls them
   * @param rows the texts of their values, as {@link dev.firn.schema.ColumnType#keyText} has them
   */
  record Keys(List<String> columns, List<List<String>> rows) {

    public Keys {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
    }
  }

  /**
   * Slice by slice the rows with the keys.
   *
   * @return empty if rows are not found by their keys
   */
  default Optional<List<SplitRead>> readKeys(
      TableMapping mapping, List<ReadSplit> splits, Keys keys) {
    return Optional.empty();
  }

  /**
   * Where rows are found that were written lately.
   *
   * @param from the least value, as {@link dev.firn.source.mark.Mark#from} has it
   * @param until the latest instant at which a value can have been taken
   * @param zone of values without one
   */
  record Since(MarkColumn column, String from, Instant until, ZoneId zone) {}

  /**
   * Slice by slice the rows whose bookmark is at a value or above, and those that have none.
   *
   * @return empty if nobody can tell them from the others any more
   */
  default Optional<List<SplitRead>> readSince(
      TableMapping mapping, List<ReadSplit> splits, Since since) {
    return Optional.empty();
  }

  /** The oldest transaction whose rows may not be seen; empty if it has no number. */
  default OptionalLong oldestUnseen() {
    return OptionalLong.empty();
  }

  /**
   * The same rows by digests that the database makes of them.
   *
   * @return empty if it cannot, not of all columns, or not at the pace at which rows are read
   */
  default Optional<DigestedRows> digests(
      TableMapping mapping, List<ReadSplit> splits, DigestWay way) {
    return Optional.empty();
  }

  /**
   * How the rows of a table are cut by their keys.
   *
   * @return empty if its keys have no order by which the source finds them quickly
   */
  default Optional<KeyRanges> keyRanges(TableMapping mapping) {
    return Optional.empty();
  }

  /**
   * Makes sure that later readers see the same instant as earlier ones.
   *
   * @throws UnavailableException if the server has ended the session
   */
  void assertAlive();

  /**
   * Makes sure that the slices had all rows of a table at the read point, once they were read.
   * Where nothing can happen to a table while it is read, as long as the instant stands.
   *
   * @throws UnavailableException if the server has ended the session, or if the table was altered
   *     or its rows were moved meanwhile
   */
  default void assertWhole(TableMapping mapping, List<ReadSplit> splits) {
    assertAlive();
  }

  /** True as long as every reader still sees the same instant. */
  boolean isAlive();

  @Override
  void close();
}
