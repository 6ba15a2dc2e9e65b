package dev.firn.bulkload.load;

import dev.firn.source.SentRows;
import dev.firn.source.SplitRead;
import dev.firn.source.SplitRows;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The rows of several slices, one after the other; no slice is opened before it is needed. */
final class ChainedRows implements SplitRows {

  private final Iterator<SplitRead> reads;
  private @Nullable SplitRows open;
  private SentRows sent = SentRows.NONE;
  private long bytes;

  ChainedRows(List<SplitRead> reads) {
    this.reads = reads.iterator();
  }

  @Override
  public boolean hasNext() {
    while (true) {
      if (open != null && open.hasNext()) {
        return true;
      }
      end();
      if (!reads.hasNext()) {
        return false;
      }
      open = reads.next().open();
    }
  }

  /** What it has sent is known at its end, and only then. */
  private void end() {
    if (open != null) {
      sent = sent.plus(open.sent());
      bytes += open.bytes();
      open.close();
      open = null;
    }
  }

  @Override
  public InternalRow next() {
    if (!hasNext() || open == null) {
      throw new NoSuchElementException();
    }
    return open.next();
  }

  @Override
  public SentRows sent() {
    if (hasNext()) {
      throw new IllegalStateException("Not all rows were read");
    }
    return sent;
  }

  @Override
  public long bytes() {
    return bytes + (open == null ? 0 : open.bytes());
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
    }
  }
}
