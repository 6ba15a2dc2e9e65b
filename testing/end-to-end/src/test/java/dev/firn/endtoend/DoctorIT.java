package dev.firn.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.endtoend.SharedStack.TestShop;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The doctor in the launcher's JVM, of a source that was not loaded yet; check doctor has more. */
class DoctorIT {

  @TempDir Path directory;

  @Test
  void whatItPrintsMendsWhatItHasFound() throws Exception {
    TestShop shop = SharedStack.shop(directory.resolve("home"), 100);
    assertThat(probes(look(shop, 0))).containsExactly("connect.asked", "lake.begun");

    shop.database().execute("ALTER TABLE shop.orders REPLICA IDENTITY NOTHING");
    shop.database().execute("CREATE TABLE shop.\"a.b\" (id int PRIMARY KEY)");
    shop.database().execute("CREATE TABLE shop.a_b (id int PRIMARY KEY)");
    JsonNode findings = look(shop, 4);
    assertThat(probes(findings)).contains("source.names", "source.row-identity");

    for (JsonNode finding : findings) {
      for (JsonNode step : finding.path("fix")) {
        String text = step.path("text").asText();
        if (step.path("kind").asText().equals("sql")) {
          shop.database().execute(text);
        } else if (text.contains(".exclude_tables: ")) {
          shop.source().writeSources("    " + text.substring(text.indexOf("exclude_tables")));
        }
      }
    }
    assertThat(probes(look(shop, 0))).containsExactly("connect.asked", "lake.begun");
    assertThat(directory.resolve("home/lakehouse")).doesNotExist();
  }

  @Test
  void aPartThatIsAwayHidesNoOther() throws Exception {
    TestShop shop = SharedStack.shop(directory.resolve("home"), 100);
    shop.source().writeKafkaClusters("127.0.0.1:1");
    shop.database().execute("ALTER TABLE shop.orders REPLICA IDENTITY NOTHING");

    assertThat(probes(look(shop, 4, "--wait", "30")))
        .contains("kafka.answers", "source.row-identity");
  }

  private static JsonNode look(TestShop shop, int exitCode, String... options) throws Exception {
    String[] all = new String[options.length + 1];
    all[0] = "--json";
    System.arraycopy(options, 0, all, 1, options.length);
    try (FirnProcess process = shop.source().start("doctor", all)) {
      Result result = process.await(Duration.ofMinutes(2));
      assertThat(result.exitCode())
          .as("exit code, after %s%s", result.output(), result.log())
          .isEqualTo(exitCode);
      return new ObjectMapper().readTree(result.output()).path("sources").path(0).path("findings");
    }
  }

  private static Set<String> probes(JsonNode findings) {
    Set<String> probes = new TreeSet<>();
    findings.forEach(finding -> probes.add(finding.path("probe").asText()));
    return probes;
  }
}
