package dev.firn.connect;

/**
 * What a connector does now.
 *
 * @param state as Kafka Connect calls it; that of its task, if it has one
 * @param trouble why it failed, in one line; empty if it did not
 */
public record ConnectorStatus(String state, String trouble) {

  public boolean isRunning() {
    return state.equals("RUNNING");
  }
}
