package dev.firn.lake.rows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.TripleWriter;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.types.Types;
import org.apache.spark.sql.catalyst.InternalRow;

/**
 * Takes flat rows apart into Parquet columns without making an object of a value that is none.
 *
 * <p>Iceberg's writer for Spark asks a row for values as objects; with a dozen numbers in each row
 * that is most of its cost.
 */
final class RowWriter implements ParquetValueWriter<InternalRow> {

  private final FieldWriter[] fields;

  private RowWriter(FieldWriter[] fields) {
    this.fields = fields;
  }

  /** True if every column may be NULL and is of a type that {@link #of} knows. */
  static boolean takes(Schema schema) {
    return schema.columns().stream()
        .allMatch(column -> column.isOptional() && FieldWriter.takes(column.type()));
  }

  /** For rows whose columns are those of the schema, in its order. */
  static RowWriter of(Schema schema, MessageType parquet) {
    List<Types.NestedField> columns = schema.columns();
    FieldWriter[] fields = new FieldWriter[columns.size()];
    for (int i = 0; i < fields.length; i++) {
      fields[i] =
          FieldWriter.of(columns.get(i).type(), parquet.getType(i), parquet.getColumns().get(i), i);
    }
    return new RowWriter(fields);
  }

  @Override
  public void write(int repetitionLevel, InternalRow row) {
    for (FieldWriter field : fields) {
      field.write(row);
    }
  }

  @Override
  public List<TripleWriter<?>> columns() {
    List<TripleWriter<?>> columns = new ArrayList<>();
    for (FieldWriter field : fields) {
      columns.addAll(field.columns());
    }
    return columns;
  }

  @Override
  public void setColumnStore(ColumnWriteStore store) {
    for (FieldWriter field : fields) {
      field.setColumnStore(store);
    }
  }

  @Override
  public Stream<FieldMetrics<?>> metrics() {
    return Arrays.stream(fields).flatMap(FieldWriter::metrics);
  }
}
