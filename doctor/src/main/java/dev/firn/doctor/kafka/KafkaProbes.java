package dev.firn.doctor.kafka;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Probe;
import java.util.List;

/** The probes of the topics of a source, in the order in which their findings are told. */
public final class KafkaProbes {

  public static final List<Probe<Facts>> ALL =
      List.of(
          new NoTopics(),
          new LostEvents(),
          new CompactedTopics(),
          new ShortRetention(),
          new SmallMessages(),
          new SpreadTopics(),
          new WaitingEvents(),
          new Lagging());

  private KafkaProbes() {}
}
