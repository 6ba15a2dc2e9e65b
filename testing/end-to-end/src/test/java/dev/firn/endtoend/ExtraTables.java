package dev.firn.endtoend;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.shop.Shop;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tables that a shop gets beside its own: one without a key, whose rows are there several times,
 * and one that does not exist before the consumer runs.
 */
final class ExtraTables {
  static final List<String> TABLES =
      Stream.concat(Shop.TABLES.stream(), Stream.of("novelties", "visits")).toList();

  private static final String VISITS =
      """
      CREATE TABLE shop.visits (
        page text, seconds numeric(8,3), at timestamptz, fingerprint bytea, body text);
      ALTER TABLE shop.visits REPLICA IDENTITY FULL;
      ALTER TABLE shop.visits ALTER COLUMN body SET STORAGE EXTERNAL;
      INSERT INTO shop.visits
      SELECT 'p' || i % 5,
             CASE WHEN i % 4 > 0 THEN (i % 3) * 1.125 END,
             CASE WHEN i % 7 > 0
               THEN timestamptz '2024-02-29 23:59:59.123456+00' + (i % 2) * interval '1 us' END,
             CASE WHEN i % 6 > 0 THEN decode(md5((i % 2)::text), 'hex') || '\\x00ff' END,
             CASE WHEN i % 10 = 0 THEN repeat(md5((i % 20)::text), 300) END
        FROM generate_series(1, 60) i;
      INSERT INTO shop.visits SELECT * FROM shop.visits;
      """;

  /** Each a transaction; what is one of several equal rows is told from the others by its place. */
  private static final List<String> CHANGES =
      List.of(
          "UPDATE shop.visits SET seconds = 99.999"
              + " WHERE ctid = (SELECT min(ctid) FROM shop.visits WHERE page = 'p1')",
          "DELETE FROM shop.visits"
              + " WHERE ctid = (SELECT min(ctid) FROM shop.visits WHERE page = 'p2')",
          "UPDATE shop.visits SET page = 'large'"
              + " WHERE ctid = (SELECT min(ctid) FROM shop.visits WHERE body IS NOT NULL)",
          "UPDATE shop.visits SET body = repeat(md5('other'), 300)"
              + " WHERE ctid = (SELECT max(ctid) FROM shop.visits WHERE body IS NOT NULL)",
          "UPDATE shop.visits SET at = NULL, fingerprint = NULL WHERE page = 'p3'",
          "UPDATE shop.visits SET fingerprint = '\\xff00', seconds = 0 WHERE fingerprint IS NULL",
          "INSERT INTO shop.visits SELECT * FROM shop.visits WHERE page = 'p4'",
          "DELETE FROM shop.visits WHERE page = 'p0' AND seconds IS NULL",
          "UPDATE shop.visits SET seconds = seconds + 0.001 WHERE page = 'p4'");

  private static final List<String> NOVELTIES =
      List.of(
          "CREATE TABLE shop.novelties (code varchar(9), number smallint, price numeric(20,4),"
              + " made timestamptz, photo bytea, ok bool, day date, story text,"
              + " PRIMARY KEY (code, number));"
              + " ALTER TABLE shop.novelties ALTER COLUMN story SET STORAGE EXTERNAL",
          "INSERT INTO shop.novelties SELECT 'n' || i % 3, i, i * 1000000000000.0001,"
              + " timestamptz '2024-02-29 23:59:59.123456+00' + i * interval '1 hour',"
              + " decode(md5(i::text), 'hex'), i % 2 = 0, date '0001-01-01' + i * 99999,"
              + " repeat(md5(i::text), 300) FROM generate_series(1, 30) i",
          "UPDATE shop.novelties SET price = NULL WHERE number % 5 = 0",
          "UPDATE shop.novelties SET number = number + 100 WHERE number < 10",
          "DELETE FROM shop.novelties WHERE number % 7 = 0",
          "UPDATE shop.novelties SET story = 'short', ok = NULL WHERE number % 11 = 0");

  private ExtraTables() {}

  /**
   * Before the load. Tables that are new later flow by themselves if the publication has them
   * without being told, as its owner may make it.
   *
   * @param published such as {@code ALL TABLES}
   */
  static void create(Database database, String source, String published) throws SQLException {
    database.execute(
        "CREATE PUBLICATION firn_%s FOR %s".formatted(source, published)
            + " WITH (publish_via_partition_root = true)");
    database.execute(VISITS);
  }

  /** While the consumer runs. */
  static void change(Database database) throws SQLException {
    for (String statement : NOVELTIES) {
      database.execute(statement);
    }
    for (String statement : CHANGES) {
      database.execute(statement);
    }
  }
}
