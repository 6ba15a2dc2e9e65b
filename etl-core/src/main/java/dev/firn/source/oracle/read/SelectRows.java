package dev.firn.source.oracle.read;

import dev.firn.fault.FaultPoint;
import dev.firn.model.TableId;
import dev.firn.pace.ByteRate;
import dev.firn.schema.TableMapping;
import dev.firn.source.SentRows;
import dev.firn.source.SplitRows;
import dev.firn.source.oracle.connect.OracleErrors;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.NoSuchElementException;
import oracle.jdbc.OracleResultSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of a slice, over one connection. */
final class SelectRows implements SplitRows {

  private static final Logger LOG = LoggerFactory.getLogger(SelectRows.class);

  private final TableId table;
  private final String scn;
  private final Connection connection;
  private final ResultSet results;
  private final OracleResultSet row;
  private final List<ColumnReader> columns;
  private final GenericInternalRow values;
  private final ByteRate.Meter meter;
  private long rows;
  private long bytes;
  private long largest;
  private boolean asked;
  private boolean found;

  private SelectRows(SelectRead read, Connection connection, ResultSet results)
      throws SQLException {
    TableMapping mapping = read.mapping();
    this.table = mapping.source();
    this.scn = read.scn().toPlainString();
    this.meter = read.rate().meter();
    this.connection = connection;
    this.results = results;
    this.row = results.unwrap(OracleResultSet.class);
    this.columns = ColumnReader.of(mapping);
    this.values = new GenericInternalRow(columns.size());
  }

  static SelectRows open(SelectSplitRead slice) {
    return over(slice.read().endpoint().open(), slice);
  }

  /** The same over a connection that is open, and that is closed with the rows. */
  static SelectRows over(Connection connection, SelectSplitRead slice) {
    SelectRead read = slice.read();
    SelectStatement select = SelectStatement.rows(read.mapping(), slice.split(), read.scn());
    try {
      // Closing the connection closes the statement.
      PreparedStatement statement = connection.prepareStatement(select.sql());
      statement.setFetchSize(read.fetchRows());
      int place = 1;
      for (Object parameter : select.parameters()) {
        if (parameter instanceof BigDecimal number) {
          statement.setBigDecimal(place++, number);
        } else {
          statement.setString(place++, String.valueOf(parameter));
        }
      }
      ResultSet results = statement.executeQuery();
      FaultPoint.reached("load.split.read", read.mapping().source().name());
      return new SelectRows(read, connection, results);
    } catch (SQLException e) {
      close(connection);
      throw OracleErrors.readIsBrokenOff(read.mapping().source(), read.scn().toPlainString(), e);
    } catch (RuntimeException e) {
      close(connection);
      throw e;
    }
  }

  @Override
  public boolean hasNext() {
    if (!asked) {
      try {
        found = results.next();
      } catch (SQLException e) {
        throw OracleErrors.readIsBrokenOff(table, scn, e);
      }
      asked = true;
    }
    return found;
  }

  @Override
  public InternalRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    asked = false;
    try {
      // In the order in which they are selected, which large values depend on.
      long before = bytes;
      for (int i = 0; i < columns.size(); i++) {
        ColumnReader column = columns.get(i);
        values.update(i, column.read(row, i + 1));
        bytes += column.bytes();
      }
      largest = Math.max(largest, bytes - before);
      meter.take(bytes - before);
    } catch (SQLException e) {
      throw OracleErrors.readIsBrokenOff(table, scn, e);
    }
    rows++;
    return values;
  }

  /** The server does not count what it sends, but says when it breaks off. */
  @Override
  public SentRows sent() {
    if (!asked || found) {
      throw new IllegalStateException("Not all rows of " + table + " were read");
    }
    return new SentRows(rows, largest);
  }

  @Override
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    close(connection);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("Closing failed", e);
    }
  }
}
