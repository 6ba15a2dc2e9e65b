package dev.firn.doctor.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.connect.Connector;
import dev.firn.doctor.facts.Asked;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectProbesTest {

  private static final String GOOD = "3.7.0.Final";

  @TempDir Path directory;

  private static Connector ours(String setting, String value) {
    return Asked.connector("shop-cdc", setting, value);
  }

  private static List<String> told(Facts facts) {
    return Probes.look(ConnectProbes.ALL, facts).stream()
        .flatMap(ConnectProbesTest::lines)
        .toList();
  }

  private static Stream<String> lines(Finding finding) {
    return Stream.concat(
        Stream.of(finding.severity().text() + " " + finding.probe()),
        finding.remedy().steps().stream().map(step -> step.kind().text() + " > " + step.text()));
  }

  @Test
  void nothingIsToldOfAConnectorThatIsWell() throws IOException {
    assertThat(told(new Asked(directory).connect("RUNNING", GOOD, ours("x", "y")))).isEmpty();
  }

  @ParameterizedTest(name = "{0} is ended by {1}")
  @CsvSource({
    "PAUSED, curl -sSf -X PUT http://c:8083/connectors/shop-cdc/resume",
    "STOPPED, curl -sSf -X PUT http://c:8083/connectors/shop-cdc/resume",
    "FAILED, curl -sSf -X POST 'http://c:8083/connectors/shop-cdc/restart?includeTasks=true'"
  })
  void whatDoesNotRunIsToldWithItsCall(String state, String call) throws IOException {
    assertThat(told(new Asked(directory).connect(state, GOOD, ours("x", "y"))))
        .containsExactly("error connect.runs", "run > " + call);
  }

  @Test
  void ofTwinsTheOneThatFirnHasWrittenStays() throws IOException {
    Facts facts =
        new Asked(directory)
            .connect("STOPPED", GOOD, Asked.connector("a", "x", "y"), ours("x", "y"));

    assertThat(told(facts))
        .containsExactly(
            "error connect.runs",
            "run > curl -sSf -X PUT http://c:8083/connectors/shop-cdc/resume",
            "error connect.twins",
            "run > curl -sSf -X DELETE http://c:8083/connectors/a");
  }

  @ParameterizedTest(name = "{0}={1} is found by {2}")
  @CsvSource({
    "heartbeat.interval.ms, 0, warning connect.heartbeat, '{\"heartbeat.interval.ms\":\"10000\"}'",
    "database.dbname, other, error connect.database, '{\"database.dbname\":\"d\"}'"
  })
  void aSettingIsSetBackAlone(String setting, String value, String finding, String patch)
      throws IOException {
    assertThat(told(new Asked(directory).connect("RUNNING", GOOD, ours(setting, value))))
        .containsExactly(
            finding,
            "run > curl -sSf -X PATCH -H 'Content-Type: application/json' -d '"
                + patch
                + "' http://c:8083/connectors/shop-cdc/config");
  }

  @Test
  void aVersionThatLosesRowsIsTold() throws IOException {
    assertThat(told(new Asked(directory).connect("RUNNING", "3.6.1.Final", ours("x", "y"))))
        .first()
        .isEqualTo("error connect.version");
  }
}
