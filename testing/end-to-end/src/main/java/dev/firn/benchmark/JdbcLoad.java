package dev.firn.benchmark;

import java.io.IOException;
import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * What our load is measured against: Spark's own JDBC reader, tuned, into the same kind of table.
 * Started with spark-submit: JDBC URL, user, number of splits, lakehouse, and {@code table=pages}
 * for each table.
 */
public final class JdbcLoad {

  private JdbcLoad() {}

  public static void main(String[] arguments) throws IOException {
    int splits = Integer.parseInt(arguments[2]);
    SparkConf conf =
        new SparkConf()
            .set("spark.sql.catalog.local", "org.apache.iceberg.spark.SparkCatalog")
            .set("spark.sql.catalog.local.type", "jdbc")
            .set("spark.sql.catalog.local.uri", "jdbc:sqlite:" + arguments[3] + "/catalog.db")
            .set("spark.sql.catalog.local.jdbc.schema-version", "V1")
            .set("spark.sql.catalog.local.warehouse", arguments[3] + "/warehouse");
    Properties login = new Properties();
    login.put("user", arguments[1]);
    login.put("password", "postgres");
    login.put("driver", "org.postgresql.Driver");
    login.put("fetchsize", "10000");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      spark.sql("CREATE NAMESPACE IF NOT EXISTS local.jdbc");
      for (int i = 4; i < arguments.length; i++) {
        int equals = arguments[i].indexOf('=');
        String table = arguments[i].substring(0, equals);
        long pages = Long.parseLong(arguments[i], equals + 1, arguments[i].length(), 10);
        long start = System.nanoTime();
        spark
            .read()
            .jdbc(arguments[0], "tpch." + table, ranges(splits, pages), login)
            .writeTo("local.jdbc." + table)
            // No shuffle and the cheaper level of the codec: what a careful user would set.
            .tableProperty("write.distribution-mode", "none")
            .tableProperty("write.parquet.compression-level", "1")
            .createOrReplace();
        long millis = (System.nanoTime() - start) / 1_000_000;
        long rows = spark.table("local.jdbc." + table).count();
        System.out.println(
            "Loaded " + rows + " rows into local.jdbc." + table + ", " + millis + " ms");
      }
    }
  }

  /** The same page ranges that our reader uses; anything else would need an index. */
  private static String[] ranges(int splits, long pages) {
    String[] ranges = new String[splits];
    for (int i = 0; i < splits; i++) {
      String from = "ctid >= '(" + pages * i / splits + ",0)'::tid";
      boolean last = i == splits - 1;
      ranges[i] = last ? from : from + " AND ctid < '(" + pages * (i + 1) / splits + ",0)'::tid";
    }
    return ranges;
  }
}
