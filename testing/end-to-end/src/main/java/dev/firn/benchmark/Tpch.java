package dev.firn.benchmark;

import io.trino.tpch.LineItemGenerator;
import io.trino.tpch.OrderGenerator;
import io.trino.tpch.TpchEntity;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** The two big tables of TPC-H in PostgreSQL, made by the generator of Trino. */
final class Tpch {

  static final String LINEITEM = "lineitem";
  static final String ORDERS = "orders";

  private static final String LINEITEM_COLUMNS =
      """
      (
        l_orderkey bigint, l_partkey bigint, l_suppkey bigint, l_linenumber int,
        l_quantity numeric(12,2), l_extendedprice numeric(12,2), l_discount numeric(12,2),
        l_tax numeric(12,2), l_returnflag char(1), l_linestatus char(1), l_shipdate date,
        l_commitdate date, l_receiptdate date, l_shipinstruct char(25), l_shipmode char(10),
        l_comment varchar(44), PRIMARY KEY (l_orderkey, l_linenumber))
      """;

  private static final String ORDERS_COLUMNS =
      """
      (
        o_orderkey bigint PRIMARY KEY, o_custkey bigint, o_orderstatus char(1),
        o_totalprice numeric(12,2), o_orderdate date, o_orderpriority char(15), o_clerk char(15),
        o_shippriority int, o_comment varchar(79))
      """;

  private Tpch() {}

  /**
   * @param scale 1 makes 6 million rows of lineitem and 1.5 million of orders
   */
  static void create(Connection connection, double scale) throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA tpch");
    }
    fill(connection, LINEITEM, LINEITEM_COLUMNS, new LineItemGenerator(scale, 1, 1));
    fill(connection, ORDERS, ORDERS_COLUMNS, new OrderGenerator(scale, 1, 1));
  }

  private static void fill(
      Connection connection, String table, String columns, Iterable<? extends TpchEntity> rows)
      throws SQLException, IOException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE tpch." + table + " " + columns);
      PipedOutputStream out = new PipedOutputStream();
      PipedInputStream in = new PipedInputStream(out, 1 << 20);
      Thread generator = new Thread(() -> generate(rows, out));
      generator.start();
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY tpch." + table + " FROM STDIN (DELIMITER '|')", in);
      statement.execute("VACUUM (FREEZE, ANALYZE) tpch." + table);
      statement.execute("CHECKPOINT");
    }
  }

  private static void generate(Iterable<? extends TpchEntity> rows, PipedOutputStream out) {
    try (out) {
      StringBuilder lines = new StringBuilder();
      for (TpchEntity row : rows) {
        String line = row.toLine();
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
