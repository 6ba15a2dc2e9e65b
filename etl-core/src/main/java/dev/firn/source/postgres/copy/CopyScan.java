package dev.firn.source.postgres.copy;

import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.Batch;
import org.apache.spark.sql.connector.read.InputPartition;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/** One read of a table: a Spark task per split. */
record CopyScan(CopyRead read, SplitCounts counts, StructType columns) implements Scan, Batch {

  @Override
  public StructType readSchema() {
    return columns;
  }

  @Override
  public String description() {
    return "COPY BINARY of " + read.mapping().source() + ", " + read.splits().size() + " splits";
  }

  @Override
  public Batch toBatch() {
    return this;
  }

  @Override
  public InputPartition[] planInputPartitions() {
    return IntStream.range(0, read.splits().size())
        .mapToObj(SplitPartition::new)
        .toArray(InputPartition[]::new);
  }

  @Override
  public PartitionReaderFactory createReaderFactory() {
    return new ReaderFactory(read, counts);
  }

  /** A split, by its place in the read. */
  record SplitPartition(int index) implements InputPartition {}

  /** Opens a reader where the task runs. */
  record ReaderFactory(CopyRead read, SplitCounts counts) implements PartitionReaderFactory {
    @Override
    public PartitionReader<InternalRow> createReader(InputPartition partition) {
      return new CopySplitReader(read, ((SplitPartition) partition).index(), counts);
    }
  }
}
