package dev.firn.cdc;

import java.util.List;
import java.util.Optional;

/** Events that are read, decoded and applied at once. */
interface EventBatch {

  /** One pass over the events, in tasks that may leave some unread; can be made again. */
  List<DecodedSlice> decode(EnvelopeDecoder decoder);

  /**
   * What the tasks have left unread, to be applied after the slices.
   *
   * @param slices what {@link #decode} has made
   */
  Optional<EventBatch> rest(List<DecodedSlice> slices);
}
