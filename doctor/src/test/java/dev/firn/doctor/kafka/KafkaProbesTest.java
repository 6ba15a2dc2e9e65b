package dev.firn.doctor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.doctor.facts.Asked;
import dev.firn.health.Finding;
import dev.firn.health.Probes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaProbesTest {

  @TempDir Path directory;

  private List<Finding> look(Map<String, String> settings) throws IOException {
    return Probes.look(KafkaProbes.ALL, new Asked(directory).topic("orders", settings));
  }

  @ParameterizedTest(name = "{0}={1} is found by {2}")
  @CsvSource({
    "cleanup.policy, 'compact,delete', kafka.compaction, cleanup.policy=delete",
    "retention.ms, 3600000, kafka.retention, retention.ms=604800000",
    "retention.bytes, 1048576, kafka.retention, retention.bytes=-1",
    "max.message.bytes, 1048588, kafka.message-size, max.message.bytes=16777216"
  })
  void aSettingIsToldWithTheCommandThatMendsIt(
      String setting, String value, String probe, String mended) throws IOException {
    List<Finding> found = look(Map.of(setting, value));

    assertThat(found).extracting(Finding::probe).containsExactly(probe);
    assertThat(found.get(0).remedy().steps().get(0).text())
        .isEqualTo(
            "kafka-configs.sh --bootstrap-server k:9092 --entity-type topics --entity-name"
                + " prod.public.orders --alter --add-config "
                + mended);
  }

  @Test
  void nothingIsToldOfSettingsThatKeepEverything() throws IOException {
    assertThat(
            look(
                Map.of(
                    "cleanup.policy", "delete",
                    "retention.ms", "604800000",
                    "retention.bytes", "-1",
                    "max.message.bytes", "16777216")))
        .isEmpty();
    assertThat(look(Map.of())).isEmpty();
  }
}
