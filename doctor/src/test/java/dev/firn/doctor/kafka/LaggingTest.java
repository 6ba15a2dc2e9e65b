package dev.firn.doctor.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.doctor.facts.Asked;
import dev.firn.doctor.facts.Topic;
import dev.firn.health.Finding;
import dev.firn.health.Remedy;
import dev.firn.health.Severity;
import dev.firn.lake.Ledger;
import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaggingTest {

  private static final String TOPIC = "prod.public.orders";

  @TempDir Path directory;

  /** A topic of 100 events, of which some are older than an hour, and some than a day. */
  private static Topic topic(long olderThanAnHour, long olderThanADay, String retentionMillis) {
    return new Topic(
        TOPIC,
        "id",
        Map.of(
            0,
            new Topic.Range(
                10,
                100,
                new TreeMap<>(
                    Map.of(
                        Duration.ofMinutes(5), 100L,
                        Duration.ofHours(1), olderThanAnHour,
                        Duration.ofHours(24), olderThanADay)))),
        Map.of("retention.ms", retentionMillis));
  }

  private List<Finding> look(Topic topic, long next, boolean isLoadedSince) throws IOException {
    Ledger ledger =
        new Ledger(1, TOPIC, "id", "t", new TreeMap<>(Map.of(0, next)), "", 0, 1, new TreeMap<>());
    Followed table =
        new Followed(
            new TableMapping(new TableId("public", "orders"), List.of(), List.of()),
            TOPIC,
            topic,
            Optional.of(ledger),
            Map.of(),
            isLoadedSince);
    return new Lagging().look(new Asked(directory).topic("orders", Map.of()), List.of(table));
  }

  @Test
  void nothingIsToldOfATableThatHasAllOldEvents() throws IOException {
    Topic topic = topic(60, 20, "604800000");

    assertThat(look(topic, 100, false)).isEmpty();
    assertThat(look(topic, 60, false)).as("40 events of less than an hour").isEmpty();
    assertThat(look(topic, 20, true)).as("loaded since").isEmpty();
  }

  @Test
  void aTableThatLagsIsToldWithForHowLong() throws IOException {
    List<Finding> found = look(topic(60, 20, "604800000"), 59, false);

    assertThat(found).hasSize(1);
    assertThat(found.get(0).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(0).evidence())
        .isEqualTo(
            "public.orders has not got 41 events of topic prod.public.orders, of which the oldest is"
                + " there for more than 60 min");
    assertThat(look(topic(60, 20, "604800000"), 19, false).get(0).evidence())
        .endsWith("is there for more than 24 h 0 min");
  }

  @Test
  void itIsToldHowLongKafkaKeepsThemYet() throws IOException {
    // 26 hours, of which 24 are over; then 24 and a half.
    Finding warning = look(topic(60, 20, "93600000"), 19, false).get(0);
    Finding error = look(topic(60, 20, "88200000"), 19, false).get(0);
    Finding late = look(topic(60, 20, "86400000"), 19, false).get(0);

    assertThat(warning.severity()).isEqualTo(Severity.WARNING);
    assertThat(warning.evidence()).endsWith(", and Kafka removes it in less than 2 h 0 min");
    assertThat(warning.remedy().steps())
        .extracting(Remedy.Step::text)
        .containsExactly(
            "kafka-configs.sh --bootstrap-server k:9092 --entity-type topics --entity-name"
                + " prod.public.orders --alter --add-config retention.ms=604800000",
            "firn cdc --source shop --once");
    assertThat(error.severity()).isEqualTo(Severity.ERROR);
    assertThat(error.evidence()).endsWith("removes it in less than 30 min");
    assertThat(late.evidence()).endsWith(", and Kafka may remove it at any time");
  }
}
