package dev.firn.source.postgres.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of a slice; each is valid until the next one is asked for. */
public final class SplitRows implements Iterator<InternalRow>, AutoCloseable {

  private final CopySplitReader reader;
  private boolean asked;
  private boolean found;

  SplitRows(CopySplitReader reader) {
    this.reader = reader;
  }

  @Override
  public boolean hasNext() {
    if (!asked) {
      try {
        found = reader.next();
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
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
    return reader.get();
  }

  /** Rows that the source says it has sent; known at the end. */
  public long sent() {
    return reader.sent();
  }

  /** Bytes that the source has sent so far. */
  public long bytes() {
    return reader.bytes();
  }

  @Override
  public void close() {
    reader.close();
  }
}
