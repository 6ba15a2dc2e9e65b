package dev.firn.bulkload.load;

import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import dev.firn.schema.TableMapping;
import dev.firn.source.ConnectorOptions;
import java.util.Locale;
import java.util.Optional;

/** Rows that a load takes, and that may be too large for an event. */
final class LargeRows {

  /** Binary values are sent as Base64. */
  private static final double AS_EVENT = 4 / 3.0;

  private LargeRows() {}

  /**
   * What an operator should know of a table before one of its rows stops the connector.
   *
   * @param largest bytes of its largest row
   */
  static Optional<String> findWarning(TableMapping table, long largest) {
    TableIdentity identity = table.identity();
    boolean isSentWhole = identity != null && identity.naming() == RowNaming.FULL;
    // Then events say what the row was before, too.
    double event = largest * AS_EVENT * (isSentWhole || !table.hasKey() ? 2 : 1);
    if (event <= ConnectorOptions.LARGEST_EVENT_BYTES) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The largest row of %s takes %.1f MiB. If its changes are followed, an event of it"
                + " can be larger than the %d MiB that the connector sends, and then the connector"
                + " stops for all tables. Raise"
                + " producer.override.max.request.size in the connector and max.message.bytes of"
                + " the topic, or leave the large column out with column.exclude.list"
                + " (docs/MAINTENANCE.md, \"Rows that are too large for an event\")",
            table.source(),
            largest / 1048576.0,
            ConnectorOptions.LARGEST_EVENT_BYTES >> 20));
  }
}
