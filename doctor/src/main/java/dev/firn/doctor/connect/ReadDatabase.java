package dev.firn.doctor.connect;

import dev.firn.connect.Connector;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.Facts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.model.DatabaseType;
import java.util.List;

/** Whether the connector reads the database that is loaded. */
final class ReadDatabase implements Probe<Facts> {

  private static final String NAME = "database.dbname";

  @Override
  public String name() {
    return "connect.database";
  }

  @Override
  public String finds() {
    return "a connector that reads another database than the one that is loaded";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.config().databaseType() != DatabaseType.POSTGRESQL
        ? List.of()
        : facts.connect().find().map(found -> look(facts, found)).orElse(List.of());
  }

  private List<Finding> look(Facts facts, ConnectFacts connect) {
    String wanted = facts.config().connection().database();
    ConnectCalls calls = new ConnectCalls(connect.access());
    return connect.connectors().stream()
        .filter(connector -> connector.sendsTo(facts.config().topicPrefix()))
        .filter(connector -> isOther(connector, wanted))
        .map(
            connector ->
                Finding.error(
                    name(),
                    "connector %s reads database %s, and source %s is database %s"
                        .formatted(
                            connector.name(),
                            connector.setting(NAME, ""),
                            facts.config().name(),
                            wanted),
                    Remedy.run(calls.set(connector.name(), NAME, wanted))))
        .toList();
  }

  /** What a worker looks up elsewhere is not known here. */
  private static boolean isOther(Connector connector, String wanted) {
    String name = connector.setting(NAME, "");
    return !name.isEmpty() && !name.contains("${") && !name.equals(wanted);
  }
}
