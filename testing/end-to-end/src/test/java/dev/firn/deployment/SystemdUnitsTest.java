package dev.firn.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.documents.FirnCommands;
import dev.firn.error.ExitCode;
import dev.firn.testing.Repository;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SystemdUnitsTest {

  private static final String STREAM = "firn-cdc@.service";
  private static final String LOAD = "firn-load@.service";
  private static final String RELOAD = "firn-reload@.service";
  private static final String MEND = "firn-mend@.service";
  private static final String VALIDATION = "firn-validate@.service";

  private final FirnCommands commands = new FirnCommands();

  /** Whether the same command may end otherwise a minute later without anybody having acted. */
  private static boolean mayPass(ExitCode code, String unit) {
    return switch (code) {
      case OK, USAGE, CONFIG, MISMATCH, DATA_GAP, LOCKED, DRIFT -> false;
      case BUG, UNAVAILABLE -> true;
      // A table that was put aside is tried again by a stream; what could not be loaded is loaded
      // by
      // the next run; a comparison that could not be made of some tables says so and ends.
      case PARTIAL -> !unit.equals(VALIDATION);
      case FAILED -> unit.equals(STREAM);
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, LOAD, MEND, VALIDATION})
  void startsAgainExactlyWhatMayPass(String file) {
    SystemdUnit unit = SystemdUnit.read(file);

    Set<Integer> prevented =
        Arrays.stream(unit.only("RestartPreventExitStatus").split(" "))
            .map(Integer::valueOf)
            .collect(Collectors.toSet());

    assertThat(unit.only("Restart")).isEqualTo("on-failure");
    assertThat(prevented)
        .as("codes after which %s does not restart", file)
        .isEqualTo(
            Arrays.stream(ExitCode.values())
                .filter(code -> code != ExitCode.OK && !mayPass(code, file))
                .map(ExitCode::code)
                .collect(Collectors.toSet()));
  }

  @Test
  void streamTriesForEverAndALoadDoesNot() {
    assertThat(SystemdUnit.read(STREAM).only("StartLimitIntervalSec")).isEqualTo("0");
    assertThat(SystemdUnit.read(LOAD).only("StartLimitBurst")).isEqualTo("3");
    assertThat(SystemdUnit.read(MEND).only("StartLimitBurst")).isEqualTo("3");
    assertThat(SystemdUnit.read(RELOAD).all("Restart")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, LOAD, RELOAD, MEND, VALIDATION})
  void runsACommandThatExistsForTheInstance(String file) {
    SystemdUnit unit = SystemdUnit.read(file);

    List<String> words = List.of(unit.only("ExecStart").split(" "));

    assertThat(words.get(0)).isEqualTo("/opt/firn/bin/firn");
    assertThat(commands.problems(words.subList(1, words.size()))).isEmpty();
    assertThat(words).containsSequence("--source", "%i");
    assertThat(unit.only("KillSignal")).isEqualTo("SIGTERM");
    assertThat(unit.all("EnvironmentFile")).endsWith("/etc/firn/%i.env");
    assertThat(unit.only("User")).isEqualTo("firn");
  }

  @ParameterizedTest
  @ValueSource(strings = {STREAM, LOAD, RELOAD, MEND, VALIDATION})
  void holdsNoPassword(String file) {
    assertThat(Repository.text("deploy/systemd/" + file)).doesNotContainIgnoringCase("password=");
  }

  @ParameterizedTest
  @CsvSource({"firn-reload@.timer, " + RELOAD, "firn-validate@.timer, " + VALIDATION})
  void timersStartTheServiceOfTheirName(String timer, String service) {
    assertThat(timer.replace(".timer", ".service")).isEqualTo(service);
    assertThat(SystemdUnit.read(timer).only("OnCalendar")).isNotEmpty();
    assertThat(SystemdUnit.read(timer).only("Persistent")).isEqualTo("true");
  }

  @ParameterizedTest
  @ValueSource(strings = {RELOAD, MEND})
  void aSourceThatNobodyFollowsIsOnlyRead(String file) {
    assertThat(SystemdUnit.read(file).only("ExecStart").split(" ")).contains("--no-capture");
  }

  @Test
  void whatIsStartedAfterAFailureExists() {
    assertThat(Stream.of(STREAM, LOAD, RELOAD, MEND, VALIDATION).map(SystemdUnit::read))
        .flatMap(unit -> unit.all("OnFailure"))
        .isNotEmpty()
        .allSatisfy(
            unit ->
                assertThat(Repository.file("deploy/systemd/" + unit.replace("%i", "")))
                    .isRegularFile());
  }
}
