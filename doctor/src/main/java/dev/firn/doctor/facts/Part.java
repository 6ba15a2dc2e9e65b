package dev.firn.doctor.facts;

import dev.firn.health.Remedy;
import java.util.Locale;

/** A part of a pipeline that can be away by itself. */
public enum Part {
  SOURCE("start the server, or correct database_connection in sources.yaml"),
  KAFKA("start the brokers, or correct bootstrap_servers in kafka_clusters.yaml"),
  CONNECT(
      "start the workers, or correct connect_url in kafka_clusters.yaml; until then the source keeps"
          + " its log for them"),
  LAKE("start the catalog and the store, or correct where they are in Spark's settings");

  private final String advice;

  Part(String advice) {
    this.advice = advice;
  }

  /** What there is to be done if it does not answer. */
  public Remedy remedy() {
    return Remedy.advice(advice);
  }

  /** As people and programs read it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
