package dev.firn.lake.rows;

import java.util.HashMap;
import java.util.Map;
import org.apache.iceberg.TableProperties;

/**
 * How Parquet files of a table are compressed: as its properties say, and with zstd at its fastest
 * level unless they name a level, which saves a good part of the processor time of a load and makes
 * files no larger.
 *
 * <p>The level is no property of the table, because it means another thing, or nothing, to a codec
 * that somebody may choose later.
 */
public final class Compression {

  private static final String PREFIX = "write.parquet.compression";
  private static final String FASTEST = "1";

  private Compression() {}

  /** What of the table's properties a writer is to be told, and the level. */
  public static Map<String, String> of(Map<String, String> properties) {
    Map<String, String> settings = new HashMap<>();
    properties.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            settings.put(name, value);
          }
        });
    String codec =
        properties.getOrDefault(
            TableProperties.PARQUET_COMPRESSION,
            TableProperties.PARQUET_COMPRESSION_DEFAULT_SINCE_1_4_0);
    if (codec.equalsIgnoreCase("zstd")) {
      settings.putIfAbsent(TableProperties.PARQUET_COMPRESSION_LEVEL, FASTEST);
    }
    return settings;
  }
}
