package dev.firn.source;

import java.util.Iterator;
import org.apache.spark.sql.catalyst.InternalRow;

/** The rows of a slice; each is valid until the next one is asked for. */
public interface SplitRows extends Iterator<InternalRow>, AutoCloseable {

  /** What the source says it has sent; known at the end. */
  SentRows sent();

  /** Bytes that the source has sent so far. */
  long bytes();

  @Override
  void close();
}
