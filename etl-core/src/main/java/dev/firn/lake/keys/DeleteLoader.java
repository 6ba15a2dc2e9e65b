package dev.firn.lake.keys;

import java.util.List;
import java.util.function.Supplier;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.spark.SparkExecutorCache;
import org.jspecify.annotations.Nullable;

/**
 * Reads which rows are deleted. Keeps what it has read in the cache that Iceberg has in each JVM
 * for that: batches of a stream meet the same files again and again.
 */
final class DeleteLoader extends BaseDeleteLoader {

  private final String table;
  private final @Nullable SparkExecutorCache cache = SparkExecutorCache.getOrCreate();

  DeleteLoader(Table table) {
    super(file -> table.io().newInputFile(file));
    this.table = table.name();
  }

  /** The positions in a data file that the deletes speak of. */
  PositionDeleteIndex load(List<DeleteFile> deletes, String file) {
    return deletes.isEmpty() ? PositionDeleteIndex.empty() : loadPositionDeletes(deletes, file);
  }

  @Override
  protected boolean canCache(long size) {
    return cache != null && size < cache.maxEntrySize();
  }

  @Override
  protected <V> V getOrLoad(String key, Supplier<V> loader, long size) {
    return cache == null ? loader.get() : cache.getOrLoad(table, key, loader, size);
  }
}
