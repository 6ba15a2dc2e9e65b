package dev.firn.doctor.facts;

import dev.firn.config.ConnectAccess;
import dev.firn.connect.Connector;
import dev.firn.connect.ConnectorStatus;
import java.util.List;
import java.util.Map;

/**
 * What Kafka Connect has of a source.
 *
 * @param connectors that send to the source's topics, or have the name that Firn gives
 * @param states by name
 * @param versions of the connectors that are installed, by class
 */
public record ConnectFacts(
    ConnectAccess access,
    List<Connector> connectors,
    Map<String, ConnectorStatus> states,
    Map<String, String> versions) {

  public ConnectFacts {
    connectors = List.copyOf(connectors);
    states = Map.copyOf(states);
    versions = Map.copyOf(versions);
  }
}
