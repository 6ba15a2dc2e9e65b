package dev.firn.doctor.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.doctor.facts.Asked;
import dev.firn.doctor.facts.Disk;
import dev.firn.health.Finding;
import dev.firn.health.Probes;
import dev.firn.health.Severity;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineProbesTest {

  @TempDir Path directory;

  @ParameterizedTest(name = "{0} MiB of {1} MiB")
  @CsvSource({
    "400, 100000, ERROR",
    "600, 1000, WARNING",
    "2000, 1000000, WARNING",
    "10000, 1000000, WARNING",
    "10000, 100000, ",
    "30000, 10000000, "
  })
  void littleRoomIsTold(long free, long total, Severity severity) throws IOException {
    List<Finding> found =
        Probes.look(
            MachineProbes.ALL,
            new Asked(directory)
                .machine(
                    new Disk(
                        List.of("FIRN_HOME", "checkpoints"),
                        Path.of("/firn"),
                        free << 20,
                        total << 20),
                    Duration.ZERO,
                    Duration.ZERO));

    assertThat(found)
        .extracting(Finding::severity)
        .isEqualTo(severity == null ? List.of() : List.of(severity));
    assertThat(found)
        .allSatisfy(
            finding ->
                assertThat(finding.evidence())
                    .endsWith(" are free at /firn (FIRN_HOME, checkpoints)"));
  }

  private List<Finding> look(long aheadMillis, long uncertainMillis) throws IOException {
    return Probes.look(
        MachineProbes.ALL,
        new Asked(directory)
            .machine(
                new Disk(List.of("FIRN_HOME"), Path.of("/"), 1L << 40, 1L << 41),
                Duration.ofMillis(aheadMillis),
                Duration.ofMillis(uncertainMillis)));
  }

  @Test
  void aClockThatIsWrongForCertainIsTold() throws IOException {
    assertThat(look(5_000, 0)).isEmpty();
    assertThat(look(-6_000, 2_000)).as("a slow way there").isEmpty();
    assertThat(look(90_000, 2_000))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.probe()).isEqualTo("machine.clock");
              assertThat(finding.evidence())
                  .startsWith("the clock of this machine is 90 s behind that of the database");
            });
    assertThat(look(-90_000, 2_000).get(0).evidence())
        .startsWith("the clock of this machine is 90 s ahead of that of the database");
  }
}
