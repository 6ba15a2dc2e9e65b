package dev.firn.check.doctor;

import org.apache.spark.sql.SparkSession;

/** Runs one statement of Spark SQL, under spark-submit. */
public final class SparkStatement {

  private SparkStatement() {}

  public static void main(String[] arguments) throws Exception {
    try (SparkSession spark = SparkSession.builder().getOrCreate()) {
      System.out.println(spark.sql(arguments[0]).collectAsList());
    }
  }
}
