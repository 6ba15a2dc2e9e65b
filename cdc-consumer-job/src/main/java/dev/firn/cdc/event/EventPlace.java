package dev.firn.cdc.event;

import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where an event stands: in Kafka, and in the source's log.
 *
 * @param log null if only Kafka's place is known
 * @param sourceMillis when the source committed it, milliseconds since 1970, or -1
 */
public record EventPlace(int partition, long offset, @Nullable LogPlace log, long sourceMillis)
    implements Serializable {

  /** Of an event of which only Kafka knows the place. */
  public static EventPlace unknown(int partition, long offset) {
    return new EventPlace(partition, offset, null, -1);
  }

  /** The place in the source's log as the database writes it; empty if it is not known. */
  public String position() {
    return log == null ? "" : log.text();
  }

  /** True if the load has seen the event; false without a load, or if the event does not say it. */
  public boolean isSeenBy(@Nullable ReadPoint load) {
    return load != null && log != null && load.hasSeen(log);
  }

  /** True if it says enough for a load to know whether it has seen the event. */
  public boolean isKnownTo(ReadPoint load) {
    return log != null && load.knowsOf(log);
  }

  /** True if a load can say whether it has seen the event. */
  public boolean namesTransaction() {
    return log != null && log.namesTransaction();
  }

  /** True if its transaction is known, and began before the one with this number. */
  public boolean beganBefore(long transaction) {
    return log != null && log.beganBefore(transaction);
  }
}
