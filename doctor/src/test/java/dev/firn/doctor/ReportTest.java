package dev.firn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.doctor.facts.Part;
import dev.firn.error.ExitCode;
import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {

  private static final Finding NOTE = Finding.info("lake.begun", "nothing was loaded");
  private static final Finding WARNING =
      Finding.warning("kafka.retention", "short", Remedy.run("kafka-configs.sh x"));
  private static final Finding ERROR =
      Finding.error(
          "source.wal-level", "replica", Remedy.sql("ALTER SYSTEM").thenAdvice("restart"));
  private static final Finding GAP =
      Finding.error("source.slot", ExitCode.DATA_GAP, "gone", Remedy.NONE);

  private static Report report(Finding... findings) {
    return new Report(
        List.of(
            new Examination(
                "shop",
                List.of(new PartState(Part.SOURCE, PartState.State.ANSWERED, "db:5432/shop")),
                List.of(findings),
                38,
                Duration.ofMillis(912))));
  }

  @Test
  void endsWithTheWorst() {
    assertThat(report().exitCode(true)).isEqualTo(ExitCode.OK);
    assertThat(report(NOTE).exitCode(true)).isEqualTo(ExitCode.OK);
    assertThat(report(WARNING).exitCode(false)).isEqualTo(ExitCode.OK);
    assertThat(report(WARNING).exitCode(true)).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(report(ERROR, WARNING).exitCode(false)).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(report(ERROR, GAP).exitCode(false)).isEqualTo(ExitCode.DATA_GAP);
  }

  @Test
  void aFindingIsLinesOfWhichEachStepIsOne() {
    assertThat(TextForm.of(report(NOTE, WARNING, ERROR)))
        .isEqualTo(
            """
            source shop
              source   answers          db:5432/shop

            error   source.wal-level
              replica
              sql   > ALTER SYSTEM
              do    > restart

            warning kafka.retention
              short
              run   > kafka-configs.sh x

            info    lake.begun
              nothing was loaded

            shop: 1 error, 1 warning, 1 note; 38 probes in 0.9 s
            """);
  }

  @Test
  void programsReadTheSame() throws IOException {
    JsonNode root = new ObjectMapper().readTree(JsonForm.of(report(ERROR), ExitCode.UNAVAILABLE));

    JsonNode source = root.path("sources").path(0);
    assertThat(root.path("exit_code").asInt()).isEqualTo(4);
    assertThat(source.path("parts").path(0).path("state").asText()).isEqualTo("answers");
    JsonNode finding = source.path("findings").path(0);
    assertThat(finding.path("probe").asText()).isEqualTo("source.wal-level");
    assertThat(finding.path("severity").asText()).isEqualTo("error");
    assertThat(finding.path("fix").path(0).path("kind").asText()).isEqualTo("sql");
    assertThat(finding.path("fix").path(1).path("text").asText()).isEqualTo("restart");
  }
}
