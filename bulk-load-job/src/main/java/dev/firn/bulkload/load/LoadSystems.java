package dev.firn.bulkload.load;

import dev.firn.lake.LakeTables;
import dev.firn.source.postgres.PostgresDialect;
import org.apache.spark.sql.SparkSession;

/** What a load works with: where rows come from, what moves them, and where they go. */
public record LoadSystems(PostgresDialect dialect, SparkSession spark, LakeTables lake) {}
