package dev.firn.source;

import java.util.Map;

/**
 * What a connector is told of its kind of database, each in the order in which it is written.
 *
 * @param connectorClass Debezium's
 * @param session for the sessions that it opens
 * @param capture where it goes on, so that it takes no snapshot of its own
 * @param values in which forms it sends values, so that they are exact
 * @param heartbeat by which a quiet database does not pin its log
 */
public record ConnectorOptions(
    String connectorClass,
    Map<String, String> session,
    Map<String, String> capture,
    Map<String, String> values,
    Map<String, String> heartbeat) {

  /** Of more the connector stops; 16 MiB, half of the default buffer of a Kafka producer. */
  public static final int LARGEST_EVENT_BYTES = 16 << 20;
}
