package dev.firn.benchmark;

import io.trino.tpch.LineItem;
import io.trino.tpch.LineItemGenerator;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** TPC-H's table {@code lineitem} in PostgreSQL, made by the generator of Trino. */
final class Lineitem {

  private static final String TABLE =
      """
      CREATE TABLE tpch.lineitem (
        l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int,
        l_quantity numeric(12,2), l_extendedprice numeric(12,2), l_discount numeric(12,2),
        l_tax numeric(12,2), l_returnflag char(1), l_linestatus char(1), l_shipdate date,
        l_commitdate date, l_receiptdate date, l_shipinstruct char(25), l_shipmode char(10),
        l_comment varchar(44), PRIMARY KEY (l_orderkey, l_linenumber))
      """;

  private Lineitem() {}

  /**
   * @param scale 1 makes 6 million rows
   */
  static void create(Connection connection, double scale) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA tpch");
      statement.execute(TABLE);
      PipedOutputStream out = new PipedOutputStream();
      PipedInputStream in = new PipedInputStream(out, 1 << 20);
      Thread generator = new Thread(() -> generate(scale, out));
      generator.start();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY tpch.lineitem FROM STDIN (DELIMITER '|')", in);
      statement.execute("VACUUM (FREEZE, ANALYZE) tpch.lineitem");
      statement.execute("CHECKPOINT");
    }
  }

  private static void generate(double scale, PipedOutputStream out) {
    try (out) {
      StringBuilder lines = new StringBuilder();
      for (LineItem item : new LineItemGenerator(scale, 1, 1)) {
        String line = item.toLine();
        lines.append(line, 0, line.length() - (line.endsWith("|") ? 1 : 0)).append('\n');
        if (lines.length() > 1 << 16) {
          out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
          lines.setLength(0);
        }
      }
      out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
