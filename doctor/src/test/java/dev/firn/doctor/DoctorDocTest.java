package dev.firn.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.doctor.connect.ConnectProbes;
import dev.firn.doctor.kafka.KafkaProbes;
import dev.firn.doctor.lake.LakeProbes;
import dev.firn.doctor.source.SourceProbes;
import dev.firn.health.Probe;
import dev.firn.model.DatabaseType;
import dev.firn.source.DatabaseKind;
import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorDocTest {

  private static final String FILE = "docs/doctor.md";
  private static final String REGENERATE =
      "mvn -o test -pl doctor -am -Dtest=DoctorDocTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dfirn.regenerate-docs=true";
  private static final String BEGIN = "| probe | finds |\n|---|---|\n";
  private static final String END = "\n\n<!-- end of the probes -->";

  @Test
  void namesEveryProbeWithWhatItFinds() throws IOException {
    String text = Repository.text(FILE);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("the table of probes in %s", FILE).isPositive().isLessThan(end);
    String expected = text.substring(0, begin) + BEGIN + table() + text.substring(end);
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(FILE), expected);
    }

    assertThat(Repository.text(FILE))
        .as("%s differs from the probes. Regenerate it with \"%s\"", FILE, REGENERATE)
        .isEqualTo(expected);
  }

  @Test
  void knowsNoTwoProbesByOneName() {
    assertThat(probes().stream().map(Probe::name)).doesNotHaveDuplicates();
  }

  private static List<Probe<?>> probes() {
    List<Probe<?>> all = new ArrayList<>();
    Arrays.stream(DatabaseType.values())
        .forEach(type -> all.addAll(DatabaseKind.of(type).probes()));
    all.addAll(SourceProbes.ALL);
    all.addAll(SourceProbes.OF_OTHERS);
    all.addAll(KafkaProbes.ALL);
    all.addAll(ConnectProbes.ALL);
    all.addAll(LakeProbes.ALL);
    return all;
  }

  private static String table() {
    return String.join(
        "\n",
        probes().stream()
            .map(probe -> "| `%s` | %s |".formatted(probe.name(), probe.finds()))
            .toList());
  }
}
