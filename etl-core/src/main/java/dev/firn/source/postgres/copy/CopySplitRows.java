package dev.firn.source.postgres.copy;

import dev.firn.source.SentRows;
import dev.firn.source.SplitRows;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of a slice as its reader has them. */
final class CopySplitRows implements SplitRows {

  private final CopySplitReader reader;
  private boolean asked;
  private boolean found;

  CopySplitRows(CopySplitReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    if (!asked) {
      found = reader.next();
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
    return reader.get();
  }

  @Override
  public SentRows sent() {
    return reader.sent();
  }

  @Override
  public long bytes() {
    return reader.bytes();
  }

  @Override
  public void close() {
    reader.close();
  }
}
