package dev.firn.source;

import dev.firn.model.SourcePosition;

/**
 * How far a connector has come, as the server says it. It tells a source that is quiet from one
 * whose connector is gone, which look the same in Kafka.
 */
public interface ConnectorState {

  /** False if the server does not know who reads its log; then nothing else is to be believed. */
  default boolean isKnown() {
    return true;
  }

  /** True if somebody reads at this moment. */
  boolean isRead();

  /** True if what was committed since it read last will never be read. */
  boolean isGone();

  /** What was committed by now is before this. */
  SourcePosition server();

  /** True if what was committed before the position is in Kafka. */
  boolean hasConfirmed(SourcePosition position);

  /** What is read, as a sentence. */
  String sayRead();

  /** How far it is behind where the server was, as what is said of a connector. */
  String sayBehind(SourcePosition server);

  /** That nobody reads, as a clause. */
  String sayUnread();

  /** That it is gone, as a clause. */
  String sayGone();

  /** What is to be cleaned up at the source before it is loaded again; empty if nothing is. */
  String sayCleanUp();
}
