package dev.firn.doctor.connect;

import dev.firn.connect.Connector;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.DatabaseKind;
import java.util.ArrayList;
import java.util.List;

/** Whether the installed connector is of a version that loses nothing. */
final class ConnectorVersion implements Probe<Facts> {

  @Override
  public String name() {
    return "connect.version";
  }

  @Override
  public String finds() {
    return "a version of Debezium that is known to lose rows";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.connect().find().map(found -> look(facts, found)).orElse(List.of());
  }

  private List<Finding> look(Facts facts, ConnectFacts connect) {
    DatabaseKind kind = DatabaseKind.of(facts.config().databaseType());
    List<Finding> found = new ArrayList<>();
    for (Connector connector : connect.connectors()) {
      String version = connect.versions().get(connector.setting("connector.class", ""));
      if (version != null) {
        kind.findConnectorFault(version)
            .ifPresent(
                why ->
                    found.add(
                        Finding.error(
                            name(),
                            "connector %s is Debezium %s: %s"
                                .formatted(connector.name(), version, why),
                            Remedy.advice("install another version on the workers of Connect"))));
      }
    }
    return found;
  }
}
