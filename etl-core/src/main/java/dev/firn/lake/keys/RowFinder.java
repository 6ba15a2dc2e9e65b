package dev.firn.lake.keys;

import dev.firn.error.CoreErrors;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Takes the rows with some keys out of Parquet files, in tasks. It compares vectors of the key's
 * columns, and makes rows only of what it has found.
 */
final class RowFinder implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int MAX_BATCH_ROWS = 5_000;

  private final Table table;
  private final Schema projection;
  private final StructType columns;
  private final int[] keyOrdinals;
  private final Expression filter;
  private final KeySet keys;

  /**
   * @param table serialisable
   * @param names of the columns of the rows, among them those of the key
   * @param key the columns of the key, in the order of the keys
   * @param filter that the rows with the keys meet
   */
  RowFinder(Table table, List<String> names, List<String> key, Expression filter, KeySet keys) {
    this.table = table;
    List<Types.NestedField> fields = new ArrayList<>();
    names.forEach(name -> fields.add(table.schema().findField(name)));
    this.columns = SparkSchemaUtil.convert(new Schema(fields));
    fields.add(MetadataColumns.ROW_POSITION);
    this.projection = new Schema(fields);
    this.keyOrdinals = key.stream().mapToInt(names::indexOf).toArray();
    this.filter = filter;
    this.keys = keys;
  }

  /** The rows that are not deleted. */
  List<FoundRows> find(Iterable<FileScanTask> tasks) {
    List<FoundRows> found = new ArrayList<>();
    for (FileScanTask task : tasks) {
      found.add(find(task));
    }
    return found;
  }

  private FoundRows find(FileScanTask task) {
    String file = task.file().location();
    List<Long> places = new ArrayList<>();
    List<byte[]> rows = new ArrayList<>();
    UnsafeProjection values = UnsafeProjection.create(columns);
    PositionDeleteIndex deleted = null;
    try (CloseableIterable<ColumnarBatch> batches =
        FormatModelRegistry.<ColumnarBatch, StructType>readBuilder(
                FileFormat.PARQUET, ColumnarBatch.class, table.io().newInputFile(task.file()))
            .project(projection)
            .split(task.start(), task.length())
            .filter(filter)
            .reuseContainers()
            .recordsPerBatch(MAX_BATCH_ROWS)
            .build()) {
      for (ColumnarBatch batch : batches) {
        ColumnVector[] key = new ColumnVector[keyOrdinals.length];
        for (int i = 0; i < key.length; i++) {
          key[i] = batch.column(keyOrdinals[i]);
        }
        ColumnVector positions = batch.column(columns.length());
        int[] matches = new int[batch.numRows()];
        int count = keys.find(key, matches.length, matches);
        if (count > 0 && deleted == null) {
          deleted = new DeleteLoader(table).load(task.deletes(), file);
        }
        for (int i = 0; i < count; i++) {
          long position = positions.getLong(matches[i]);
          if (deleted != null && !deleted.isDeleted(position)) {
            places.add(position);
            rows.add(values.apply(batch.getRow(matches[i])).copy().getBytes());
          }
        }
      }
    } catch (IOException e) {
      throw CoreErrors.fileCannotBeRead(file, e);
    }
    return new FoundRows(
        file, places.stream().mapToLong(Long::longValue).toArray(), rows.toArray(byte[][]::new));
  }
}
