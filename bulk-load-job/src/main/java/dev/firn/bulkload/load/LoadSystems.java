package dev.firn.bulkload.load;

import dev.firn.lake.LakeTables;
import dev.firn.source.SourceDatabase;
import org.apache.spark.sql.SparkSession;

/** What a load works with: where rows come from, what moves them, and where they go. */
public record LoadSystems(SourceDatabase database, SparkSession spark, LakeTables lake) {}
