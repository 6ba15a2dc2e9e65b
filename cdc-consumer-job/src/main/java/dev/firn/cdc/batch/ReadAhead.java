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
public final class ReadAhead {

  private static final Logger LOG = LoggerFactory.getLogger(ReadAhead.class);

  /** Of a stream that has not fallen behind. */
  public static final ReadAhead NOTHING = new ReadAhead(null);

  /** What is being read, and how. */
  private record Begun(DecoderSettings decoder, JavaFutureAction<List<DecodedChunk>> slices) {}

  private final @Nullable Begun begun;

  private ReadAhead(@Nullable Begun begun) {
    this.begun = begun;
  }

  /** Begins to read if there are so many events that it is worth it. */
  public static ReadAhead begin(EventBatch next, Supplier<DecoderSettings> decoders) {
    if (next.events() < EventBatch.MIN_TASK_EVENTS) {
      return NOTHING;
    }
    DecoderSettings decoder = decoders.get();
    return new ReadAhead(new Begun(decoder, next.begin(decoder)));
  }

  /**
   * What has been read; waits for it.
   *
   * @param decoder what the events are to be decoded with by now
   * @return nothing if that has changed since, or if they could not be read
   */
  public List<DecodedChunk> take(DecoderSettings decoder) {
    if (begun == null) {
      return List.of();
    }
    if (!begun.decoder().equals(decoder)) {
      cancel();
      LOG.info(
          "Events that were read ahead are read again, because they are decoded differently now");
      return List.of();
    }
    try {
      return begun.slices().get();
    } catch (ExecutionException | CancellationException e) {
      // The batch reads the same events itself next, and reports what is wrong with them.
      LOG.debug("Nothing was read ahead", e);
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while events were read", e);
    }
  }

  /** Gives up what nobody will take. */
  public void cancel() {
    if (begun != null) {
      begun.slices().cancel(true);
    }
  }
}
