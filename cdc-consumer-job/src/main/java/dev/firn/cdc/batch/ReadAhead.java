package dev.firn.cdc.batch;

import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.decode.DecoderSettings;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaFutureAction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and decodes the events that probably come next while those before them are applied, so that
 * neither waits for the other in a stream that has fallen behind. A wrong guess costs time only.
 */
public final class ReadAhead implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

  /** What is being read, and how. */
  private record Begun(DecoderSettings decoder, JavaFutureAction<List<DecodedChunk>> slices) {}

  private @Nullable Begun begun;

  /** Begins with events that are many enough for that; to be followed by {@link #take}. */
  public void begin(EventBatch next, Supplier<DecoderSettings> decoders) {
    if (next.events() >= EventBatch.MIN_TASK_EVENTS) {
      DecoderSettings decoder = decoders.get();
      begun = new Begun(decoder, next.begin(decoder));
    }
  }

  /**
   * What has been read, once.
   *
   * @param decoder what the events are to be decoded with by now
   * @return nothing if that has changed since, or if they could not be read
   */
  public List<DecodedChunk> take(DecoderSettings decoder) {
    Begun taken = begun;
    begun = null;
    if (taken == null) {
      return List.of();
    }
    if (!taken.decoder().equals(decoder)) {
      taken.slices().cancel(true);
      LOG.info("What was read ahead is read again, because events are decoded otherwise now");
      return List.of();
    }
    try {
      return taken.slices().get();
    } catch (ExecutionException | CancellationException e) {
      // Who reads them without haste says what is wrong with them.
      LOG.debug("Nothing was read ahead", e);
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while events were read", e);
    }
  }

  @Override
  public void close() {
    if (begun != null) {
      begun.slices().cancel(true);
      begun = null;
    }
  }
}
