package dev.firn.source.postgres.copy;

import dev.firn.fault.FaultPoint;
import dev.firn.model.ReadSplit;
import dev.firn.pace.ByteRate;
import dev.firn.source.SentRows;
import dev.firn.source.SplitCounts;
import dev.firn.source.postgres.catalog.LockHolders;
import dev.firn.source.postgres.connect.LockTimeout;
import dev.firn.source.postgres.connect.PostgresErrors;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.PartitionReader;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one split over one connection, at the instant that the load has fixed.
 *
 * <p>The rows it hands out share the received bytes; each is valid until the next one is read.
 */
public final class CopySplitReader implements PartitionReader<InternalRow> {

  private static final Logger LOG = LoggerFactory.getLogger(CopySplitReader.class);

  private final CopyRead read;
  private final int index;
  private final @Nullable SplitCounts counts;
  private final ReadSplit split;
  private final Connection connection;
  private final CopyOut copy;
  private final CopyStream stream;
  private final CopyRow row;
  private final ByteRate.Meter meter;
  private long rows;
  private long bytes;
  private long largest;
  private boolean complete;
  private boolean closed;

  /**
   * @param counts told how many rows were sent, or null
   */
  CopySplitReader(CopySplitRead slice, @Nullable SplitCounts counts) {
    this.read = slice.read();
    this.index = slice.index();
    this.counts = counts;
    this.split = slice.split();
    this.row = new CopyRow(read.mapping());
    this.meter = read.rate().meter();
    Connection left = TaskConnections.take(read);
    this.connection = left == null ? read.endpoint().open() : left;
    try {
      if (left == null) {
        importSnapshot();
      }
      this.copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(read.sql(split));
      this.stream = new CopyStream(this::nextMessage);
      FaultPoint.reached("load.split.read", read.mapping().source().name());
    } catch (SQLException e) {
      RuntimeException failure = failure(e);
      close();
      throw failure;
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What has kept the read from beginning. */
  private RuntimeException failure(SQLException e) {
    RuntimeException refusal = NameGuard.findRefusal(split.relation(), e);
    if (refusal != null) {
      return refusal;
    }
    return LockTimeout.isOver(e) ? busy(e) : PostgresErrors.readIsBrokenOff(split.relation(), e);
  }

  /**
   * Whoever holds the read point has locked the table; a statement that alters it waits for him.
   */
  private RuntimeException busy(SQLException e) {
    try {
      connection.rollback();
    } catch (SQLException lost) {
      e.addSuppressed(lost);
    }
    return LockHolders.explain(
        connection,
        "read " + split.relation(),
        List.of(read.mapping().source()),
        LockHolders.Purpose.READ,
        e);
  }

  /** The first statement of the transaction; another instant than the load's must never be read. */
  private void importSnapshot() throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
      statement.execute("SET TRANSACTION SNAPSHOT '" + read.snapshotName() + "'");
      LockTimeout.inTransaction(connection, LockTimeout.SHORT_SECONDS);
      try (ResultSet visible = statement.executeQuery("SELECT pg_current_snapshot()::text")) {
        visible.next();
        if (!visible.getString(1).equals(read.visibleTransactions())) {
          throw PostgresErrors.readerSeesOtherTransactions(
              "read " + split.relation(), visible.getString(1), read.visibleTransactions());
        }
      }
    }
  }

  private byte @Nullable [] nextMessage() throws SQLException {
    byte[] message = copy.readFromCopy();
    if (message != null) {
      bytes += message.length;
      // The server sends each row in a message of its own.
      largest = Math.max(largest, message.length);
      meter.take(message.length);
    }
    return message;
  }

  @Override
  public boolean next() {
    try {
      if (stream.nextTuple(row)) {
        rows++;
        return true;
      }
      long sent = copy.getHandledRowCount();
      if (sent != rows) {
        throw PostgresErrors.rowsAreMissing(split.relation(), sent, rows);
      }
      if (counts != null) {
        counts.add(Map.entry(index, new SentRows(rows, largest)));
      }
      complete = true;
      return false;
    } catch (SQLException e) {
      throw PostgresErrors.readIsBrokenOff(split.relation(), e);
    } catch (IOException e) {
      throw PostgresErrors.copyIsGarbled(e);
    }
  }

  @Override
  public InternalRow get() {
    return row;
  }

  /**
   * Rows that the server says it has sent, which are as many as were read.
   *
   * @throws IllegalStateException if there are more to come
   */
  public SentRows sent() {
    if (!complete) {
      throw new IllegalStateException("Not all rows of " + split.relation() + " were read");
    }
    return new SentRows(rows, largest);
  }

  /** Bytes received so far. */
  public long bytes() {
    return bytes;
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (complete) {
      TaskConnections.leave(read, connection);
      return;
    }
    try {
      if (copy != null && copy.isActive()) {
        copy.cancelCopy();
      }
    } catch (SQLException e) {
      LOG.debug("Cancelling failed", e);
    }
    TaskConnections.close(connection);
  }
}
