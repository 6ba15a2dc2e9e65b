package dev.firn.doctor.connect;

import dev.firn.connect.Connector;
import dev.firn.connect.review.ConnectorReview;
import dev.firn.connect.review.SettingFault;
import dev.firn.doctor.facts.ConnectFacts;
import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.LakeFacts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.schema.TableMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether the connector sends what happens, all of it and as it is. */
final class Settings implements Probe<Facts> {

  @Override
  public String name() {
    return "connect.settings";
  }

  @Override
  public String finds() {
    return "settings of a connector by which values, rows or tables do not come as they are";
  }

  /** One finding for a setting, whatever the number of its tables. */
  private record Affected(SettingFault fault, List<String> tables) {}

  @Override
  public List<Finding> look(Facts facts) {
    Optional<ConnectFacts> connect = facts.connect().find();
    if (connect.isEmpty() || facts.config().cdc().trustsConnector()) {
      return List.of();
    }
    ConnectorReview review = new ConnectorReview(facts.config());
    ConnectCalls calls = new ConnectCalls(connect.get().access());
    List<Finding> found = new ArrayList<>();
    for (Connector connector : connect.get().connectors()) {
      if (review.isOfSource(connector)) {
        faults(facts, review, connector)
            .values()
            .forEach(affected -> found.add(finding(calls, affected)));
      }
    }
    return found;
  }

  private static Map<String, Affected> faults(
      Facts facts, ConnectorReview review, Connector connector) {
    Map<String, Affected> faults = new LinkedHashMap<>();
    for (LakeFacts.Held held : facts.ownTables()) {
      if (held.table().state().findUnfollowed().isPresent()) {
        continue;
      }
      TableMapping mapping = held.contract().orElseThrow();
      review
          .findFault(List.of(connector), mapping, facts.config().policyOf(mapping.source().name()))
          .ifPresent(
              fault ->
                  faults
                      .computeIfAbsent(
                          fault.setting(), key -> new Affected(fault, new ArrayList<>()))
                      .tables()
                      .add(mapping.source().name()));
    }
    return faults;
  }

  private Finding finding(ConnectCalls calls, Affected affected) {
    SettingFault fault = affected.fault();
    List<String> tables = affected.tables();
    String wanted = fault.wanted();
    return Finding.error(
        name(),
        "%s%s: connector %s has %s=%s, %s"
            .formatted(
                String.join(", ", tables.subList(0, Math.min(3, tables.size()))),
                tables.size() > 3 ? " and " + (tables.size() - 3) + " more" : "",
                fault.connector(),
                fault.setting(),
                fault.value().isEmpty() ? "\"\"" : fault.value(),
                fault.effect()),
        wanted == null
            ? Remedy.advice(fault.advice() + " in the connector")
            : Remedy.run(calls.set(fault.connector(), fault.setting(), wanted)));
  }
}
