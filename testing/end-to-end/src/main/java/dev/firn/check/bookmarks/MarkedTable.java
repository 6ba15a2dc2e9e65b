package dev.firn.check.bookmarks;

import java.util.List;

/**
 * A table that is written at random and read by a bookmark.
 *
 * @param bookmark what the configuration says of it
 * @param type of the column of the bookmark
 * @param onInsert what inserts and updates set it to
 * @param partitioned true if its rows are in partitions
 */
record MarkedTable(
    String name, String bookmark, String type, String onInsert, boolean partitioned) {

  private static final String SEQUENCE = "nextval('shop.numbers')";

  /**
   * One of each kind: of the beginning of a transaction, of the clock, of the clock of a zone whose
   * clocks are put back, of a sequence, a date, no column at all, and one that may be NULL.
   */
  static final List<MarkedTable> ALL =
      List.of(
          of("by_now", "column: at", "timestamptz NOT NULL", "now()"),
          of("by_clock", "column: at", "timestamptz NOT NULL", "clock_timestamp()"),
          of(
              "by_local",
              "column: at, time_zone: Europe/Vienna",
              "timestamp NOT NULL",
              "now() AT TIME ZONE 'Europe/Vienna'"),
          of("by_number", "column: at", "bigint NOT NULL", SEQUENCE),
          of("by_day", "column: at", "date NOT NULL", "(now() AT TIME ZONE 'UTC')::date"),
          of("by_xmin", "column: xmin", "timestamptz", "NULL"),
          of(
              "by_some",
              "column: at",
              "timestamptz",
              "CASE WHEN random() < 0.1 THEN NULL ELSE now() END"),
          new MarkedTable("by_parts", "column: at", "timestamptz NOT NULL", "now()", true),
          new MarkedTable("by_xmin_parts", "column: xmin", "timestamptz", "NULL", true));

  private static MarkedTable of(String name, String bookmark, String type, String onInsert) {
    return new MarkedTable(name, bookmark, type, onInsert, false);
  }

  /** The statements that make it. */
  List<String> create(int rows) {
    String columns =
        "CREATE TABLE shop.%s (id int PRIMARY KEY, v text, amount numeric(12,2), at %s)"
            .formatted(name, type);
    String fill =
        "INSERT INTO shop.%s SELECT g, 'v' || g, g / 7.0, %s FROM generate_series(1, %d) g"
            .formatted(name, onInsert, rows);
    return partitioned
        ? List.of(
            columns + " PARTITION BY HASH (id)",
            part(0),
            part(1),
            part(2),
            fill,
            "CREATE INDEX ON shop." + name + " (at)")
        : List.of(columns, fill, "CREATE INDEX ON shop." + name + " (at)");
  }

  private String part(int number) {
    return "CREATE TABLE shop.%1$s_%2$d PARTITION OF shop.%1$s FOR VALUES WITH (MODULUS 3, REMAINDER %2$d)"
        .formatted(name, number);
  }
}
