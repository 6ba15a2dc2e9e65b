package dev.firn.doctor.connect;

import dev.firn.connect.Connector;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.util.List;

/** Whether only one connector sends to the source's topics. */
final class TwinConnectors implements Probe<Facts> {

  @Override
  public String name() {
    return "connect.twins";
  }

  @Override
  public String finds() {
    return "several connectors that send to the topics of one source";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.connect().find().map(found -> look(facts, found)).orElse(List.of());
  }

  private List<Finding> look(Facts facts, ConnectFacts connect) {
    List<String> surplus = surplus(facts, connect);
    if (surplus.isEmpty()) {
      return List.of();
    }
    ConnectCalls calls = new ConnectCalls(connect.access());
    Remedy remedy = Remedy.NONE;
    for (String other : surplus) {
      remedy = remedy.thenRun(calls.delete(other));
    }
    return List.of(
        Finding.error(
            name(),
            "connectors %s all send to the topics of %s, where nobody can tell their events apart"
                .formatted(
                    String.join(", ", senders(facts, connect)), facts.config().topicPrefix()),
            remedy));
  }

  private static List<String> senders(Facts facts, ConnectFacts connect) {
    return connect.connectors().stream()
        .filter(each -> each.sendsTo(facts.config().topicPrefix()))
        .map(Connector::name)
        .sorted()
        .toList();
  }

  /** Those that should not be there beside the one that Firn has written, or the first. */
  static List<String> surplus(Facts facts, ConnectFacts connect) {
    List<String> senders = senders(facts, connect);
    String ours = facts.config().connectorName();
    String kept = senders.isEmpty() || senders.contains(ours) ? ours : senders.get(0);
    return senders.stream().filter(name -> !name.equals(kept)).toList();
  }
}
