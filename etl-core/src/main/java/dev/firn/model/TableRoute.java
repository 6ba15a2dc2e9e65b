package dev.firn.model;

import java.io.Serializable;

/** Where one table's rows go, and the Kafka topic on which its changes arrive. */
public record TableRoute(TableId source, LakeTableId target, String topic) implements Serializable {

  @Override
  public String toString() {
    return source + " → " + target;
  }
}
