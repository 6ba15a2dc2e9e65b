package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.source.SplitCounts;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** One read of a table: a Spark task per split, which is sent that split alone. */
record CopyScan(CopyRead read, List<ReadSplit> splits, SplitCounts counts, StructType columns)
    implements Scan, Batch {

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return "COPY BINARY of " + read.mapping().source() + ", " + splits.size() + " splits";
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return read.slices(splits).stream().map(Slice::new).toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new ReaderFactory(counts);
  }

  /** What a task reads. */
  record Slice(CopySplitRead read) implements InputPartition {}

  /** Opens a reader where the task runs. */
  record ReaderFactory(SplitCounts counts) implements PartitionReaderFactory {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new CopySplitReader(((Slice) partition).read(), counts);
    }
  }
}
