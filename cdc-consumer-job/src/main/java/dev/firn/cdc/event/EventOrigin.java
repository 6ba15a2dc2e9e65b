package dev.firn.cdc.event;

import dev.firn.config.SourceConfig;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Who sends the events of a source, as they say it themselves: topics of several connectors can
 * have names that are alike or the same.
 *
 * @param prefix of the connector's topics, by which it is called too; null if nobody knows it
 * @param database that the connector reads; null if nobody knows it
 */
public record EventOrigin(@Nullable String prefix, @Nullable String database)
    implements Serializable {

  public static final EventOrigin UNKNOWN = new EventOrigin(null, null);

  public static EventOrigin of(SourceConfig source) {
    return new EventOrigin(source.topicPrefix(), source.connection().database());
  }

  /** True if the topic is another connector's, though its name begins as those of this one do. */
  public boolean isOfOther(String topic, @Nullable String connector) {
    return prefix != null
        && connector != null
        && !connector.equals(prefix)
        && topic.startsWith(connector + ".");
  }

  /** True if an event names another database than this. */
  public boolean isOfOtherDatabase(@Nullable String named) {
    return database != null && named != null && !named.equals(database);
  }
}
