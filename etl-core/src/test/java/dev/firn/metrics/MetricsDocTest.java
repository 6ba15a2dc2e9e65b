package dev.firn.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetricsDocTest {

  private static final String FILE = "docs/metrics.md";
  private static final String REGENERATE =
      "mvn -o test -pl etl-core -Dtest=MetricsDocTest -Dfirn.regenerate-docs=true";
  private static final String BEGIN =
      "| metric | type | labels | what it says |\n|---|---|---|---|\n";
  private static final String END = "\n\n<!-- end of the metrics -->";

  @Test
  void namesEveryMetricWithWhatItSays() throws IOException {
    String text = Repository.text(FILE);
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    assertThat(begin).as("the table of metrics in %s", FILE).isPositive().isLessThan(end);
    String expected = text.substring(0, begin) + BEGIN + table() + text.substring(end);
    if (Boolean.getBoolean("firn.regenerate-docs")) {
      Files.writeString(Repository.file(FILE), expected);
    }

    assertThat(Repository.text(FILE))
        .as("%s differs from the metrics. Regenerate it with \"%s\"", FILE, REGENERATE)
        .isEqualTo(expected);
  }

  private static String table() {
    return Arrays.stream(Metric.values())
        .map(
            metric ->
                "| `%s` | %s | %s | %s |"
                    .formatted(
                        metric.id(),
                        metric.kind().word(),
                        metric.labels().stream()
                            .map(label -> "`" + label + "`")
                            .collect(Collectors.joining(", ")),
                        metric.help()))
        .collect(Collectors.joining("\n"));
  }
}
