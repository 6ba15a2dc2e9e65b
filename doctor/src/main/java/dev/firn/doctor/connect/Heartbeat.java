package dev.firn.doctor.connect;

import dev.firn.connect.Connector;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.util.List;

/** Whether a quiet source lets its log go. */
final class Heartbeat implements Probe<Facts> {

  private static final String INTERVAL = "heartbeat.interval.ms";

  @Override
  public String name() {
    return "connect.heartbeat";
  }

  @Override
  public String finds() {
    return "a connector without a heartbeat, which pins the log of a quiet source";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.connect().find().map(found -> look(facts, found)).orElse(List.of());
  }

  private List<Finding> look(Facts facts, ConnectFacts connect) {
    ConnectCalls calls = new ConnectCalls(connect.access());
    return connect.connectors().stream()
        .filter(connector -> connector.sendsTo(facts.config().topicPrefix()))
        .filter(connector -> connector.setting(INTERVAL, "0").equals("0"))
        .map(connector -> finding(calls, connector))
        .toList();
  }

  private Finding finding(ConnectCalls calls, Connector connector) {
    return Finding.warning(
        name(),
        "connector %s has no heartbeat (%s), so that a quiet source keeps all log of its server, and nobody can tell that it is alive"
            .formatted(connector.name(), INTERVAL),
        Remedy.run(calls.set(connector.name(), INTERVAL, "10000")));
  }
}
