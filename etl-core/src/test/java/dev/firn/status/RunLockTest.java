package dev.firn.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.error.FencedException;
import dev.firn.lake.LakeTables;
import dev.firn.lake.control.ControlTable;
import dev.firn.model.SourceNamespace;
import dev.firn.status.RunLock.Holder;
import dev.firn.testing.LocalSpark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunLockTest {

  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  private static final SourceNamespace NAMESPACE =
      new SourceNamespace(LocalSpark.CATALOG, List.of("bronze", "locks"));

  private final LakeTables lake = LakeTables.open(LocalSpark.session(), LocalSpark.CATALOG);

  private RunLock acquire(String source, String run, Instant at) {
    return RunLock.acquire(lake, NAMESPACE, source, run, Clock.fixed(at, ZoneOffset.UTC));
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

  private ControlTable<Holder> locks() {
    return lake.controlTable(NAMESPACE.table("_cdc_locks"), Holder.ROWS);
  }

  private static Holder holder(String source, String run, Instant at) {
    return Holder.ofThisProcess(source, run, at);
  }

  private void hold(Holder holder) {
    locks().update(rows -> Stream.concat(rows.stream(), Stream.of(holder)).toList());
  }

  private RunLock acquire(String source, Instant now, Runnable whileWatched) {
    Clock clock = Clock.fixed(now, ZoneOffset.UTC);
    return RunLock.acquire(locks(), holder(source, "next", now), clock, whileWatched);
  }

  @Test
  void passesOnFromAHolderThatIsSilentForLongAndWhileItIsWatched() {
    hold(holder("silent", "run1", NOW));
    AtomicInteger watched = new AtomicInteger();
    acquire("silent", NOW.plus(Duration.ofMinutes(3)), watched::incrementAndGet).close();
    assertThat(watched).hasValue(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {-30, 30})
  void doesNotPassOnFromAHolderWhoseClockIsAnother(int minutes) {
    String source = "clock" + minutes;
    Holder there = holder(source, "run1", NOW.plus(Duration.ofMinutes(minutes)));
    hold(there);
    Runnable renew =
        () ->
            locks()
                .update(
                    rows ->
                        rows.stream()
                            .map(
                                row ->
                                    row.equals(there)
                                        ? row.renewed(row.renewedAt().plusSeconds(30))
                                        : row)
                            .toList());
    assertThatThrownBy(() -> acquire(source, NOW, renew))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("run run1 on ");
  }

  @Test
  void passesOnAtOnceFromAProcessOfThisMachineThatIsGone() throws Exception {
    Process dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Holder here = holder("s", "r", NOW);
    assertThat(here.hasEnded()).isFalse();
    assertThat(process(here.host(), dead.pid(), here.processSpace()).hasEnded()).isTrue();
    assertThat(process("elsewhere", dead.pid(), here.processSpace()).hasEnded()).isFalse();
    // Another container may have the same name, and an earlier version did not say which it was.
    assertThat(process(here.host(), dead.pid(), "another").hasEnded()).isFalse();
    assertThat(process(here.host(), dead.pid(), null).hasEnded()).isFalse();
  }

  private static Holder process(String host, long id, @Nullable String space) {
    return new Holder("s", "r", host, id, NOW, NOW, space);
  }
}
