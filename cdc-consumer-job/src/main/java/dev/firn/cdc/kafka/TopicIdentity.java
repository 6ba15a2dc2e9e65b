package dev.firn.cdc.kafka;

/**
 * What a topic is beside its name.
 *
 * @param id what Kafka calls this topic and no later one of the same name; empty if unknown
 * @param partitions how many it has now
 */
public record TopicIdentity(String id, int partitions) {

  /** Of a topic that nobody could be asked about. */
  public static final TopicIdentity UNKNOWN = new TopicIdentity("", 1);
}
