package dev.firn.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A slice of {@code scripts/check stream-kill-points}. */
class StreamKillPointsIT {

  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir static Path directory;

  @Test
  void aConsumerThatDiesAtAnyStepIsGoneOnWithExactly() throws Exception {
    try (LocalStack stack = LocalStack.in(directory).only(Service.KAFKA).start();
        StreamRig rig = new StreamRig(stack.kafka().bootstrapServers(), "killed", 2)) {
      KillSweep sweep = new KillSweep(rig, SEED);
      Set<String> places = sweep.places();
      for (String place : List.of("stream.append.after/t1", "lake.publish.after/t0")) {
        assertThat(places).contains(place);
        assertThat(sweep.dieAt(place, 1)).as("died at %s, seed %d", place, SEED).isEmpty();
      }
    }
  }
}
