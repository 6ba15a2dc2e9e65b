package dev.firn.cdc.apply;

import dev.firn.cdc.batch.EventBatch;
import dev.firn.cdc.batch.ReadAhead;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.error.MissingRowException;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.error.DeadLetterLimitException;
import dev.firn.error.DriftException;
import dev.firn.error.FencedException;
import dev.firn.error.TableLog;
import dev.firn.fault.FaultPoint;
import dev.firn.model.TableId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies micro-batches, in as many parts as it takes, to all of their tables at once. While a part
 * is applied, the next is read ahead.
 */
public final class BatchApplier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BatchApplier.class);

  private final BatchDecoder decoder;
  private final CapturedTables tables;
  private final TableApplier applier;
  private final TableOutcomes outcomes;
  private final ExecutorService pool;
  private final ConnectorVersions versions = new ConnectorVersions();
  private ReadAhead ahead = ReadAhead.NOTHING;

  /**
   * @param tablesAtOnce so many are applied at the same time
   */
  public BatchApplier(
      BatchDecoder decoder,
      CapturedTables tables,
      TableApplier applier,
      TableOutcomes outcomes,
      int tablesAtOnce) {
    this.decoder = decoder;
    this.tables = tables;
    this.applier = applier;
    this.outcomes = outcomes;
    this.pool = Executors.newFixedThreadPool(tablesAtOnce);
  }

  /** The topics of the tables that there are by now. */
  public Set<String> topics() {
    return tables.byTopic().keySet();
  }

  /** To be called before the first batch of a stream: what was read ahead was of another. */
  public void begin() {
    ahead.cancel();
    ahead = ReadAhead.NOTHING;
    applier.begin();
    // Some of them were loaded anew, with other columns perhaps.
    outcomes.readmit().forEach(this::readmit);
    tables.all().values().forEach(this::level);
  }

  /** What is filled by its mirror needs nothing of what Kafka has lost before. */
  private void level(CapturedTable table) {
    TableId id = table.mapping().source();
    if (outcomes.isQuarantined(id) || !applier.hasShapes(table)) {
      return;
    }
    try (TableLog about = TableLog.of(id)) {
      applier.level(table, tables.topicOf(id));
    } catch (Exception e) {
      outcomes.quarantine(table, e);
    }
  }

  private void readmit(TableId id) {
    tables.reopen(id);
    try {
      decoder.readmit(tables.of(id));
    } catch (Exception e) {
      outcomes.quarantine(tables.of(id), e);
    }
  }

  /**
   * Looks whether the source still has what was loaded, also where no event comes.
   *
   * @param isDrained true if all was applied that was committed when the tables were looked at last
   */
  public void followAll(boolean isDrained) {
    decoder.followAll(isDrained);
    if (outcomes.areWaiting()) {
      outcomes.write();
    }
  }

  /**
   * Brings every table that the batch speaks of to its end, in as many parts as it takes.
   *
   * @param next what probably comes after it
   * @throws FencedException if a newer consumer follows the source
   * @throws DeadLetterLimitException if the source has too many dead letters
   */
  public void apply(EventBatch batch, List<OffsetRange> next) {
    Optional<EventBatch> part = Optional.of(batch);
    while (part.isPresent()) {
      part = applyPart(part.get(), batch.followedBy(next));
    }
  }

  /** The driver holds one part and the next at a time, so nothing may outlive this method. */
  private Optional<EventBatch> applyPart(EventBatch batch, EventBatch next) {
    ReadAhead read = ahead;
    ahead = ReadAhead.NOTHING;
    BatchDecoder.Part part = decoder.decode(batch, read);
    FaultPoint.reached("stream.decode.after", "");
    part.rest()
        .ifPresent(
            rest ->
                LOG.info(
                    "Applying a batch in parts, each with {} bytes of changes or a little more",
                    decoder.maxBytes()));
    ahead = ReadAhead.begin(part.rest().orElse(next), decoder::settings);
    apply(part.changes());
    return part.rest();
  }

  private void apply(Map<TableId, DecodedChanges> decoded) {
    Map<CapturedTable, Future<ApplyOutcome>> running = new LinkedHashMap<>();
    decoded.forEach(
        (id, changes) -> {
          if (!outcomes.isQuarantined(id)) {
            CapturedTable table = tables.of(id);
            changes.runs().versions().forEach(version -> versions.warn(table, version));
            running.put(table, pool.submit(() -> apply(table, changes)));
          }
        });
    running.forEach((table, outcome) -> await(table, outcome, decoded));
  }

  private ApplyOutcome apply(CapturedTable table, DecodedChanges changes) {
    TableId id = table.mapping().source();
    try (TableLog about = TableLog.of(id)) {
      return applier.apply(table, tables.topicOf(id), changes);
    }
  }

  private void await(
      CapturedTable table, Future<ApplyOutcome> running, Map<TableId, DecodedChanges> decoded) {
    try (TableLog about = TableLog.of(table.mapping().source())) {
      if (running.get() instanceof ApplyOutcome.Applied applied) {
        TableId id = table.mapping().source();
        outcomes.applied(table, applied);
        decoder.applied(id, decoded.getOrDefault(id, DecodedChanges.NONE));
      } else {
        outcomes.goesWell(table);
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FencedException fenced) {
        throw fenced;
      }
      if (e.getCause() instanceof DeadLetterLimitException tooMany) {
        throw tooMany;
      }
      if (e.getCause() instanceof MissingRowException missing) {
        outcomes.quarantine(table, decoder.explained(table, missing));
        return;
      }
      if (e.getCause() instanceof DriftException drift) {
        outcomes.quarantine(table, decoder.explained(table, drift));
        return;
      }
      outcomes.quarantine(table, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a batch was applied", e);
    }
  }

  @Override
  public void close() {
    ahead.cancel();
    pool.shutdownNow();
  }
}
