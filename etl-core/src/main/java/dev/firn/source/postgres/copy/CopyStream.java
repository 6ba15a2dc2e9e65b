package dev.firn.source.postgres.copy;

import dev.firn.source.postgres.wire.CopyBytes;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a {@code COPY … (FORMAT BINARY)} into tuples.
 *
 * <p>The server sends a message per tuple, but the protocol does not promise it; a tuple that spans
 * messages is put together.
 */
final class CopyStream {

  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0
  };
  private static final int FLAG_HAS_OIDS = 1 << 16;

  /** Where the bytes come from; null at the end. */
  @FunctionalInterface
  interface Messages {
    byte @Nullable [] next() throws SQLException;
  }

  private final Messages messages;
  private byte[] buffer = new byte[0];
  private int position;
  private boolean headerRead;
  private boolean ended;

  CopyStream(Messages messages) {
    this.messages = messages;
  }

  /**
   * Points the row at the next tuple.
   *
   * @return false at the end of a complete stream
   * @throws IOException if the stream was cut off or is not what the server should send
   */
  boolean nextTuple(CopyRow row) throws SQLException, IOException {
    if (ended) {
      return false;
    }
    if (!headerRead) {
      readHeader();
    }
    require(2);
    int fields = CopyBytes.int16(buffer, position);
    if (fields == -1) {
      ended = true;
      // The command tag, with the number of rows sent, follows the last message.
      if (messages.next() != null) {
        throw new IOException("Cannot read COPY stream: data after its trailer.");
      }
      return false;
    }
    if (fields != row.numFields()) {
      throw new IOException(
          "Cannot read COPY stream: a tuple of "
              + fields
              + " fields, expected "
              + row.numFields()
              + ".");
    }
    int start = position;
    int at = start + 2;
    for (int field = 0; field < fields; field++) {
      at = require(start, at, 4);
      start = position;
      int length = CopyBytes.int32(buffer, at);
      at += 4;
      if (length > 0) {
        at = require(start, at, length);
        start = position;
      }
      row.point(field, at - start, length);
      at += Math.max(length, 0);
    }
    row.over(buffer, start);
    position = at;
    return true;
  }

  private void readHeader() throws SQLException, IOException {
    require(SIGNATURE.length + 8);
    if (!Arrays.equals(
        buffer, position, position + SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length)) {
      throw new IOException("Cannot read COPY stream: it does not begin with PGCOPY.");
    }
    position += SIGNATURE.length;
    int flags = CopyBytes.int32(buffer, position);
    int extension = CopyBytes.int32(buffer, position + 4);
    if ((flags & FLAG_HAS_OIDS) != 0) {
      throw new IOException("Cannot read COPY stream: it carries OIDs.");
    }
    position += 8;
    require(extension);
    position += extension;
    headerRead = true;
  }

  private void require(int bytes) throws SQLException, IOException {
    require(position, position, bytes);
  }

  /**
   * Makes sure that the bytes from {@code at} on are there, keeping those from {@code start} on.
   *
   * @return where {@code at} stands now; {@link #position} is where {@code start} stands
   */
  private int require(int start, int at, int bytes) throws SQLException, IOException {
    int offset = at - start;
    position = start;
    while (buffer.length - position - offset < bytes) {
      byte[] message = messages.next();
      if (message == null) {
        throw new IOException("Cannot read COPY stream: it ended before its trailer.");
      }
      if (position == buffer.length) {
        buffer = message;
      } else {
        int kept = buffer.length - position;
        byte[] joined = Arrays.copyOfRange(buffer, position, position + kept + message.length);
        System.arraycopy(message, 0, joined, kept, message.length);
        buffer = joined;
      }
      position = 0;
    }
    return position + offset;
  }
}
