package dev.firn.cdc.event;

import dev.firn.error.ErrorCode;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * An event that cannot be applied, kept with its bytes and the reason.
 *
 * @param place as far as the event could be read
 */
public record DeadLetter(
    String topic,
    EventPlace place,
    byte @Nullable [] key,
    byte @Nullable [] value,
    EventHeaders headers,
    String reason)
    implements Placed, Serializable {

  public boolean isOfExchangedNames() {
    return reason.startsWith(ErrorCode.NAMES_WERE_EXCHANGED.id());
  }

  /** What it takes to keep it, about. */
  public long bytes() {
    return length(key) + length(value) + length(headers.oldKey()) + reason.length();
  }

  private static long length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  public static DeadLetter of(KafkaEvent event, EventPlace place, String reason) {
    return new DeadLetter(
        event.topic(), place, event.key(), event.value(), event.headers(), reason);
  }
}
