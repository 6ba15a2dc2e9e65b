package dev.firn.schema;

import dev.firn.model.SourceNamespace;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;

/** Where the rows and the changes of a source table go, by its name alone. */
public final class Routes {

  /** Kafka refuses longer names; Debezium cuts them here. */
  private static final int MAX_TOPIC = 249;

  private Routes() {}

  public static TableRoute of(TableId table, SourceNamespace namespace, String topicPrefix) {
    return new TableRoute(
        table, namespace.table(LakeNames.table(table.name())), topic(table, topicPrefix));
  }

  /** Debezium's default name, in which every character that Kafka refuses becomes an underscore. */
  static String topic(TableId table, String prefix) {
    String name = prefix + "." + table.schema() + "." + table.name();
    String legal = name.replaceAll("[^a-zA-Z0-9._-]", "_");
    return legal.length() <= MAX_TOPIC ? legal : legal.substring(0, MAX_TOPIC);
  }
}
