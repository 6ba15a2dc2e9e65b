package dev.firn.doctor.connect;

import dev.firn.connect.Connector;
import dev.firn.connect.ConnectorStatus;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.source.DatabaseKind;
import java.util.ArrayList;
import java.util.List;

/** Whether the source has a connector that runs. */
final class ConnectorRuns implements Probe<Facts> {

  /** Debezium's words where a slot was made anew, or moved, since it read there last. */
  private static final String SLOT_IS_ANOTHER = "no longer available on the server";

  @Override
  public String name() {
    return "connect.runs";
  }

  @Override
  public String finds() {
    return "a connector that is missing, has failed, is paused or stopped";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.connect().find().map(found -> look(facts, found)).orElse(List.of());
  }

  private List<Finding> look(Facts facts, ConnectFacts connect) {
    ConnectCalls calls = new ConnectCalls(connect.access());
    List<Finding> found = new ArrayList<>();
    if (connect.connectors().isEmpty() && facts.examined().isLoaded()) {
      found.add(
          Finding.error(
              name(),
              "Kafka Connect has no connector with topic.prefix="
                  + facts.config().topicPrefix()
                  + ", so that no change comes",
              Remedy.run(calls.create("config/debezium_" + facts.config().name() + "_cdc.json"))));
    }
    List<String> surplus = TwinConnectors.surplus(facts, connect);
    for (Connector connector : connect.connectors()) {
      if (surplus.contains(connector.name())) {
        continue;
      }
      ConnectorStatus status = connect.states().get(connector.name());
      if (status != null && !status.isRunning()) {
        boolean isHeld = List.of("PAUSED", "STOPPED").contains(status.state());
        found.add(
            Finding.error(
                name(),
                "connector %s is %s%s"
                    .formatted(
                        connector.name(),
                        status.state(),
                        status.trouble().isEmpty() ? "" : ": " + status.trouble()),
                isHeld
                    ? Remedy.run(calls.resume(connector.name()))
                    : restart(facts, calls, connector.name(), status)));
      }
    }
    return found;
  }

  /** It never begins where its slot is not, however often it is started. */
  private static Remedy restart(
      Facts facts, ConnectCalls calls, String connector, ConnectorStatus status) {
    boolean hasSlot = !DatabaseKind.of(facts.config().databaseType()).asksConnect();
    return hasSlot && status.trouble().contains(SLOT_IS_ANOTHER)
        ? Remedy.run(calls.stop(connector))
            .thenRun(calls.forget(connector))
            .thenRun(Reload.of(facts.config().name(), List.of()))
            .thenRun(calls.resume(connector))
        : Remedy.run(calls.restart(connector));
  }
}
