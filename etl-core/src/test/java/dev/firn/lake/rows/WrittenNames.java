package dev.firn.lake.rows;

import dev.firn.lake.LakeTable;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** What lies in a table's directory, whether or not the table refers to it. */
public final class WrittenNames {

  private WrittenNames() {}

  public static List<String> of(SparkSession spark, LakeTable table) {
    String location =
        spark
            .sql("SELECT max(file) FROM " + table.id().quoted() + ".metadata_log_entries")
            .first()
            .getString(0)
            .replaceFirst("^file:", "")
            .replaceFirst("/metadata/[^/]*$", "/data");
    String[] names = new File(location).list();
    return names == null
        ? List.of()
        : Arrays.stream(names).filter(name -> name.endsWith(".parquet")).toList();
  }
}
