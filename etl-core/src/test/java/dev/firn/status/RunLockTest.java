package dev.firn.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.FencedException;
import dev.firn.lake.LakeTables;
import dev.firn.model.SourceNamespace;
import dev.firn.status.RunLock.Holder;
import dev.firn.testing.LocalSpark;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunLockTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private final LakeTables lake = LakeTables.open(LocalSpark.session(), LocalSpark.CATALOG);

  private RunLock acquire(String source, String run, Instant at) {
    return RunLock.acquire(
        lake,
        new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", "locks")),
        source,
        run,
        Clock.fixed(at, ZoneOffset.UTC));
  }

  @Test
  void letsOneRunOfASourceIn() {
    try (RunLock first = acquire("shop", "run1", NOW);
        RunLock other = acquire("crm", "run2", NOW)) {
      assertThatThrownBy(() -> acquire("shop", "run3", NOW.plusSeconds(5)))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("Cannot load source shop: run run1 on ")
          .hasMessageContaining("since 5 s");
      assertThat(first).isNotSameAs(other);
    }
    acquire("shop", "run4", NOW).close();
  }

  @Test
  void passesOnFromAHolderThatIsSilentForLong() {
    RunLock silent = acquire("silent", "run1", NOW);
    try (RunLock next = acquire("silent", "run2", NOW.plus(Duration.ofMinutes(3)))) {
      assertThat(next).isNotNull();
    } finally {
      silent.close();
    }
  }

  @Test
  void passesOnAtOnceFromAProcessOfThisMachineThatIsGone()
      throws IOException, InterruptedException {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Holder gone = new Holder("s", "r", "here", dead.pid(), NOW, NOW);
    assertThat(gone.isGone(NOW, "here")).isTrue();
    assertThat(gone.isGone(NOW, "elsewhere")).isFalse();
    Holder alive = new Holder("s", "r", "here", ProcessHandle.current().pid(), NOW, NOW);
    assertThat(alive.isGone(NOW, "here")).isFalse();
  }
}
