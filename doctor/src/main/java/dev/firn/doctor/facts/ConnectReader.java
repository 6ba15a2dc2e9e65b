package dev.firn.doctor.facts;

import dev.firn.config.ConnectAccess;
import dev.firn.config.SourceConfig;
import dev.firn.connect.Connector;
import dev.firn.connect.ConnectorStatus;
import dev.firn.connect.KafkaConnect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Asks Kafka Connect for the connectors of a source. */
public record ConnectReader(ConnectAccess access, SourceConfig source) {

  public ConnectFacts read() {
    KafkaConnect connect = new KafkaConnect(access);
    List<Connector> ours = connect.connectors().stream().filter(this::isOurs).toList();
    Map<String, ConnectorStatus> states = new HashMap<>();
    ours.forEach(connector -> states.put(connector.name(), connect.status(connector.name())));
    return new ConnectFacts(access, ours, states, connect.plugins());
  }

  private boolean isOurs(Connector connector) {
    return connector.sendsTo(source.topicPrefix())
        || connector.name().equals(source.connectorName());
  }
}
