package dev.firn.source.postgres.copy;

import dev.firn.model.ReadSplit;
import dev.firn.source.SplitCounts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.Table;
import org.apache.spark.sql.connector.catalog.TableCapability;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.connector.expressions.Transform;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.connector.read.ScanBuilder;
import org.apache.spark.sql.connector.read.SupportsPushDownRequiredColumns;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/**
 * A Spark data source that reads PostgreSQL tables with {@code COPY … (FORMAT BINARY)}.
 *
 * <p>What is to be read is handed over inside the driver under a random name, because options of a
 * data source show up in plans and a password must not.
 */
public final class CopySource implements TableProvider {

  private static final String READ = "read";
  private static final Map<String, Pending> PENDING = new ConcurrentHashMap<>();

  private record Pending(CopyRead read, List<ReadSplit> splits, SplitCounts counts) {}

  /**
   * The rows of all splits of the read.
   *
   * @param counts registered with Spark; told how many rows each split has sent
   */
  public static Dataset<Row> read(
      SparkSession spark, CopyRead read, List<ReadSplit> splits, SplitCounts counts) {
    String name = UUID.randomUUID().toString();
    PENDING.put(name, new Pending(read, splits, counts));
    try {
      return spark.read().format(CopySource.class.getName()).option(READ, name).load();
    } finally {
      PENDING.remove(name);
    }
  }

  @Override
  public StructType inferSchema(CaseInsensitiveStringMap options) {
    return pending(options).read().mapping().lakeSchema();
  }

  @Override
  public Table getTable(
      StructType schema, Transform[] partitioning, Map<String, String> properties) {
    return new CopyTable(pending(new CaseInsensitiveStringMap(properties)), schema);
  }

  private static Pending pending(CaseInsensitiveStringMap options) {
    Pending pending = PENDING.get(options.get(READ));
    if (pending == null) {
      throw new IllegalStateException("This data source is opened through CopySource.read only");
    }
    return pending;
  }

  private record CopyTable(Pending pending, StructType lakeSchema) implements SupportsRead {

    @Override
    public String name() {
      return "copy " + pending.read().mapping().source();
    }

    @Override
    @SuppressWarnings("deprecation") // Spark asks for it until it is gone.
    public StructType schema() {
      return lakeSchema;
    }

    @Override
    public Set<TableCapability> capabilities() {
      return Set.of(TableCapability.BATCH_READ);
    }

    @Override
    public ScanBuilder newScanBuilder(CaseInsensitiveStringMap options) {
      return new CopyScanBuilder(pending, lakeSchema);
    }
  }

  /** Leaves out the columns that a query does not need. */
  private static final class CopyScanBuilder implements SupportsPushDownRequiredColumns {
    private final Pending pending;
    private StructType columns;

    CopyScanBuilder(Pending pending, StructType columns) {
      this.pending = pending;
      this.columns = columns;
    }

    @Override
    public void pruneColumns(StructType required) {
      columns = required;
    }

    @Override
    public Scan build() {
      return new CopyScan(
          pending.read().only(List.of(columns.fieldNames())),
          pending.splits(),
          pending.counts(),
          columns);
    }
  }
}
