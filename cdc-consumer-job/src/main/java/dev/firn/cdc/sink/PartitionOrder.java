package dev.firn.cdc.sink;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.event.Change;
import dev.firn.config.TruncateMode;
import dev.firn.error.DataGapException;
import dev.firn.model.ChangeOperation;
import java.util.List;
import java.util.Optional;

/**
 * Refuses changes that depend on an order which Kafka does not keep.
 *
 * <p>The changes of a key are in one partition, in their order. Between partitions there is none: a
 * batch can end at another place in each. So in a topic of several, nobody can tell which rows a
 * truncate found, or what a row held when it left its key for one in another partition.
 */
public record PartitionOrder(String topic, int partitions) {

  /**
   * @param changes in any order
   * @throws DataGapException if what the sink makes of them depends on it
   */
  public void requireIrrelevant(ChangeSink sink, CapturedTable captured, List<Change> changes) {
    if (partitions == 1) {
      return;
    }
    for (Change change : changes) {
      sink.unknownWithoutOrder(captured, change)
          .ifPresent(
              unknown -> {
                throw GapErrors.orderIsUnknown(captured, change, topic, partitions, unknown);
              });
    }
  }

  /** What a change leaves to the order of others, for sinks that keep the rows as they are. */
  public static Optional<String> unknownOf(CapturedTable captured, Change change) {
    if (change.operation() == ChangeOperation.TRUNCATE
        && captured.policy().truncates() == TruncateMode.APPLY) {
      return Optional.of("which rows it found");
    }
    return change.oldKey() != null && change.lacksValues()
        ? Optional.of("what row " + change.oldKey() + " held, whose values it keeps")
        : Optional.empty();
  }
}
