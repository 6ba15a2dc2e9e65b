package dev.firn.benchmark;

import static org.apache.spark.sql.functions.lit;

import java.util.Properties;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/**
 * What our load is measured against: Spark's own JDBC reader, tuned, into the same kind of table.
 * Started with spark-submit: JDBC URL, user, number of splits, pages of the table, lakehouse.
 */
public final class JdbcLoad {

  private JdbcLoad() {}

  public static void main(String[] arguments) throws Exception {
    int splits = Integer.parseInt(arguments[2]);
    long pages = Long.parseLong(arguments[3]);
    SparkConf conf =
        new SparkConf()
            .set("spark.sql.catalog.local", "org.apache.iceberg.spark.SparkCatalog")
            .set("spark.sql.catalog.local.type", "jdbc")
            .set("spark.sql.catalog.local.uri", "jdbc:sqlite:" + arguments[4] + "/catalog.db")
            .set("spark.sql.catalog.local.jdbc.schema-version", "V1")
            .set("spark.sql.catalog.local.warehouse", arguments[4] + "/warehouse");
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      Properties login = new Properties();
      login.put("user", arguments[1]);
      login.put("password", "postgres");
      login.put("driver", "org.postgresql.Driver");
      login.put("fetchsize", "10000");
      spark.sql("CREATE NAMESPACE IF NOT EXISTS local.jdbc");
      long start = System.nanoTime();
      spark
          .read()
          .jdbc(arguments[0], "tpch.lineitem", ranges(splits, pages), login)
          .writeTo("local.jdbc.lineitem")
          .tableProperty("write.distribution-mode", "none")
          .createOrReplace();
      double seconds = (System.nanoTime() - start) / 1e9;
      long rows = spark.table("local.jdbc.lineitem").where(lit(true)).count();
      System.out.printf(java.util.Locale.ROOT, "JDBC rows=%d seconds=%.3f%n", rows, seconds);
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
