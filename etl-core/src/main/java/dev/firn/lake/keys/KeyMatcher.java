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
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;

/**
 * Looks through Parquet files for rows with some keys, where this is or in tasks. It reads vectors
 * of the key's columns only, and does what a join would without Spark's planning of one.
 */
final class KeyMatcher implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final int MAX_BATCH_ROWS = 5_000;

  private final Table table;
  private final Schema projection;
  private final Expression filter;
  private final KeySet keys;

  /**
   * @param table serialisable, if this is to be
   * @param columns of the key
   * @param filter that the rows with the keys meet
   */
  KeyMatcher(Table table, List<String> columns, Expression filter, KeySet keys) {
    this.table = table;
    List<Types.NestedField> fields = new ArrayList<>();
    columns.forEach(column -> fields.add(table.schema().findField(column)));
    fields.add(MetadataColumns.ROW_POSITION);
    this.projection = new Schema(fields);
    this.filter = filter;
    this.keys = keys;
  }

  /** The places of the rows that are not deleted. */
  RowPositions find(Iterable<FileScanTask> tasks) {
    RowPositions places = new RowPositions();
    for (FileScanTask task : tasks) {
      find(task, places);
    }
    return places;
  }

  private void find(FileScanTask task, RowPositions places) {
    String file = task.file().location();
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
        ColumnVector[] values = new ColumnVector[batch.numCols() - 1];
        for (int i = 0; i < values.length; i++) {
          values[i] = batch.column(i);
        }
        ColumnVector positions = batch.column(values.length);
        int[] rows = new int[batch.numRows()];
        int count = keys.find(values, rows.length, rows);
        if (count == 0) {
          continue;
        }
        if (deleted == null) {
          deleted = new DeleteLoader(table).load(task.deletes(), file);
        }
        for (int i = 0; i < count; i++) {
          long position = positions.getLong(rows[i]);
          if (!deleted.isDeleted(position)) {
            places.add(file, position);
          }
        }
      }
    } catch (IOException e) {
      throw CoreErrors.fileCannotBeRead(file, e);
    }
  }
}
