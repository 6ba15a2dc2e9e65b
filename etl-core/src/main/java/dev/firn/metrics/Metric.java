package dev.firn.metrics;

import java.util.List;

/**
 * Every metric that Firn has, declared once: code, the page of metrics, dashboards and alerts know
 * no other. All of them also say the command and the source.
 */
public enum Metric {
  BUILD_INFO(
      "firn_build_info",
      Kind.GAUGE,
      Merging.MAX,
      "1, with the versions of what runs.",
      "version",
      "spark",
      "iceberg"),
  RUN_START(
      "firn_run_start_timestamp_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "When the run began, in seconds since 1970."),
  RUN_END(
      "firn_run_last_end_timestamp_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "When the last run ended, however it did, in seconds since 1970."),
  RUN_DURATION(
      "firn_run_duration_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "How long the last run took, the start of Spark included."),
  RUN_EXIT_CODE(
      "firn_run_last_exit_code",
      Kind.GAUGE,
      Merging.MAX,
      "The exit code of the last run; 0 if all was well."),
  RUN_SUCCESS(
      "firn_run_last_success_timestamp_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "When a run last ended with exit code 0, in seconds since 1970; a run that fails leaves it."),
  RETRIES(
      "firn_retries_total",
      Kind.COUNTER,
      Merging.SUM,
      "Work that was done again because it had failed for a reason that can pass: lost_race (somebody"
          + " else has changed the table), lake_away, kafka_away, table (one that had been put aside),"
          + " load (of a table, or a part of it).",
      "reason"),
  OUTAGE(
      "firn_outage",
      Kind.GAUGE,
      Merging.MAX,
      "1 while the run waits for something that is away and tries again, else 0."),
  BULK_TABLES(
      "firn_bulk_tables",
      Kind.GAUGE,
      Merging.SUM,
      "Tables of the last load by what became of them: loaded, skipped, failed.",
      "status"),
  BULK_ROWS(
      "firn_bulk_rows_total",
      Kind.COUNTER,
      Merging.SUM,
      "Rows that loads have published.",
      "table"),
  BULK_BYTES(
      "firn_bulk_bytes_total",
      Kind.COUNTER,
      Merging.SUM,
      "Bytes of the lake's files that loads have published.",
      "table"),
  BULK_TABLE_DURATION(
      "firn_bulk_table_duration_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "How long the last load of the table took.",
      "table"),
  CDC_EVENTS(
      "firn_cdc_events_total",
      Kind.COUNTER,
      Merging.SUM,
      "Change events that were applied, counted once their commit is in the table: create, update,"
          + " delete, read (of a connector's snapshot), truncate.",
      "table",
      "op"),
  CDC_SKIPPED(
      "firn_cdc_events_skipped_total",
      Kind.COUNTER,
      Merging.SUM,
      "Change events that were read and not applied, because the table had them: applied (its ledger"
          + " holds them), loaded (its load has seen them), repeated (the connector has sent them once"
          + " more).",
      "table",
      "reason"),
  CDC_TABLES(
      "firn_cdc_tables",
      Kind.GAUGE,
      Merging.SUM,
      "Tables by how their stream is: followed, waiting (put aside until what is away is back),"
          + " quarantined (until the next run), not_followed.",
      "status"),
  CDC_LAG_EVENTS(
      "firn_cdc_lag_events",
      Kind.GAUGE,
      Merging.SUM,
      "Events of the table that wait in Kafka, as of the last look at Kafka; those of a running batch"
          + " count until it is applied.",
      "table"),
  CDC_LAG_SECONDS(
      "firn_cdc_lag_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "For how long what the table shows has been out of date; 0 if no event waits.",
      "table"),
  CDC_STAGE_LAG(
      "firn_cdc_stage_lag_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "Where the time of the last applied change of the table went: source (from its commit until"
          + " Kafka had it), firn (from there until readers of the lake saw it).",
      "table",
      "stage"),
  CDC_LAST_EVENT(
      "firn_cdc_last_event_timestamp_seconds",
      Kind.GAUGE,
      Merging.MIN,
      "When the source committed the newest change that the table shows, in seconds since 1970.",
      "table"),
  CDC_BATCH_DURATION(
      "firn_cdc_batch_duration_seconds",
      Kind.SUMMARY,
      Merging.SUM,
      "How long batches took, from their first event's reading to their last commit."),
  CDC_BATCH_EVENTS("firn_cdc_batch_events", Kind.SUMMARY, Merging.SUM, "Kafka offsets of a batch."),
  CDC_LAST_BATCH(
      "firn_cdc_last_batch_timestamp_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "When the last batch ended, in seconds since 1970."),
  CDC_TRIGGER_INTERVAL(
      "firn_cdc_trigger_interval_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "How often a batch begins, as configured."),
  CDC_READY(
      "firn_cdc_ready",
      Kind.GAUGE,
      Merging.MIN,
      "1 if the stream keeps up, 0 if it has not begun, waits for something that is away, or has"
          + " events waiting and no batch that ends: what /ready says."),
  DLQ_RECORDS(
      "firn_dlq_records_total",
      Kind.COUNTER,
      Merging.SUM,
      "Events that became dead letters.",
      "table"),
  DLQ_OPEN(
      "firn_dlq_open",
      Kind.GAUGE,
      Merging.MAX,
      "Dead letters of the source that nobody has retried or discarded yet."),
  SCHEMA_CHANGES(
      "firn_schema_changes_total",
      Kind.COUNTER,
      Merging.SUM,
      "Changes of the source's columns that were followed, refused or noted, by their kind in"
          + " _cdc_schema_changes.",
      "table",
      "kind"),
  ICEBERG_COMMITS(
      "firn_iceberg_commits_total",
      Kind.COUNTER,
      Merging.SUM,
      "Commits to lake tables: committed, refused (somebody else was first), unanswered (the catalog"
          + " has not said what became of it), failed.",
      "table",
      "result"),
  ICEBERG_COMMIT_DURATION(
      "firn_iceberg_commit_duration_seconds",
      Kind.SUMMARY,
      Merging.SUM,
      "How long commits took in the catalog, however they ended."),
  ICEBERG_ROWS(
      "firn_iceberg_rows_total",
      Kind.COUNTER,
      Merging.SUM,
      "Rows that commits of changes have written and deleted, as the table's snapshots say it: an"
          + " updated row is one of each, and of several changes of a row in a batch only the last"
          + " counts.",
      "table",
      "op"),
  ICEBERG_DATA_FILES(
      "firn_iceberg_data_files_added_total",
      Kind.COUNTER,
      Merging.SUM,
      "Data files that commits of changes have added.",
      "table"),
  ICEBERG_DELETE_FILES(
      "firn_iceberg_delete_files_added_total",
      Kind.COUNTER,
      Merging.SUM,
      "Delete files, or deletion vectors, that commits of changes have added.",
      "table"),
  ICEBERG_BYTES(
      "firn_iceberg_added_bytes_total",
      Kind.COUNTER,
      Merging.SUM,
      "Bytes of the files that commits of changes have added.",
      "table"),
  VALIDATE_TABLES(
      "firn_validate_tables",
      Kind.GAUGE,
      Merging.SUM,
      "Tables of the last validation by verdict: equal, differs, missing, surplus, not_checked.",
      "verdict"),
  VALIDATE_ROWS(
      "firn_validate_differing_rows",
      Kind.GAUGE,
      Merging.SUM,
      "Rows that the last validation found to differ, by how: missing, extra, changed, doubled.",
      "table",
      "difference"),
  VALIDATE_REPAIRED(
      "firn_validate_repaired_rows_total",
      Kind.COUNTER,
      Merging.SUM,
      "Rows that validations have repaired.",
      "table"),
  VALIDATE_END(
      "firn_validate_last_timestamp_seconds",
      Kind.GAUGE,
      Merging.MAX,
      "When a validation last came to a verdict, in seconds since 1970.");

  /** How values of a metric come about, in the words of Prometheus. */
  public enum Kind {
    COUNTER("counter"),
    GAUGE("gauge"),

    /** A sum and a count. */
    SUMMARY("summary");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** What tables are together that share the label of those beyond the limit. */
  enum Merging {
    SUM,
    MAX,
    MIN;

    double of(double one, double other) {
      return switch (this) {
        case SUM -> one + other;
        case MAX -> Math.max(one, other);
        case MIN -> Math.min(one, other);
      };
    }
  }

  static final String TABLE = "table";

  private final String id;
  private final Kind kind;
  private final Merging merging;
  private final String help;
  private final List<String> labels;

  Metric(String id, Kind kind, Merging merging, String help, String... labels) {
    this.id = id;
    this.kind = kind;
    this.merging = merging;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** What it is called everywhere. */
  public String id() {
    return id;
  }

  public Kind kind() {
    return kind;
  }

  Merging merging() {
    return merging;
  }

  public String help() {
    return help;
  }

  /** Those beside command and source. */
  public List<String> labels() {
    return labels;
  }
}
