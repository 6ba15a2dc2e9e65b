package dev.firn.cdc.testing;

import dev.firn.model.LakeTableId;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.spark.Spark3Util;
import org.jspecify.annotations.Nullable;

/** The rows of a table in the lake of {@link LocalSpark}, by Iceberg's own reader. */
final class LakeRows {

  private LakeRows() {}

  /** A row, by the names of its columns. */
  record Held(Map<String, @Nullable Object> values) {
    @Nullable Object find(String column) {
      return values.get(column);
    }
  }

  static List<Held> of(LakeTableId id) {
    Table table =
        Spark3Util.loadIcebergCatalog(LocalSpark.session(), id.catalog())
            .loadTable(
                TableIdentifier.of(Namespace.of(id.namespace().toArray(String[]::new)), id.name()));
    List<Held> rows = new ArrayList<>();
    try (CloseableIterable<Record> records = IcebergGenerics.read(table).build()) {
      for (Record record : records) {
        Map<String, @Nullable Object> values = new HashMap<>();
        table
            .schema()
            .columns()
            .forEach(column -> values.put(column.name(), record.getField(column.name())));
        rows.add(new Held(values));
      }
      return rows;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static @Nullable Long millis(@Nullable Object time) {
    return time == null ? null : ((OffsetDateTime) time).toInstant().toEpochMilli();
  }
}
