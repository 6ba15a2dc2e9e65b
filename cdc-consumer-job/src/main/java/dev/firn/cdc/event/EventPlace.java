package dev.firn.cdc.event;

import dev.firn.model.PostgresLsn;
import java.io.Serializable;

/**
 * Where an event stands: in Kafka, and in the source's log.
 *
 * @param lsn the event's own position in the log, or -1 if it has none
 * @param commitLsn the end of the last commit before the event's transaction, or -1; grows along
 *     the stream, while {@code lsn} does not
 * @param transaction the low 32 bits of the source transaction's id, or -1
 * @param sourceMillis when the source committed it, milliseconds since 1970, or -1
 */
public record EventPlace(
    int partition, long offset, long lsn, long commitLsn, long transaction, long sourceMillis)
    implements Serializable {

  /** Of an event of which only Kafka knows the place. */
  public static EventPlace unknown(int partition, long offset) {
    return new EventPlace(partition, offset, -1, -1, -1, -1);
  }

  /** The same place with what {@link #position} has written. */
  public EventPlace at(String position) {
    return position.isEmpty()
        ? this
        : new EventPlace(partition, offset, PostgresLsn.parse(position).bytes(), -1, -1, -1);
  }

  /** The place in the source's log as the database writes it; empty if it is not known. */
  public String position() {
    return lsn < 0 ? "" : new PostgresLsn(lsn).text();
  }
}
