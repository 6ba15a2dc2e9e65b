package dev.firn.cdc.apply;

import dev.firn.cdc.batch.EventBatch;
import dev.firn.cdc.batch.ReadAhead;
import dev.firn.cdc.batch.StreamSettings;
import dev.firn.cdc.decode.AmbiguousValue;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.decode.DecoderSettings;
import dev.firn.cdc.drift.SchemaWatch;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.cdc.tables.NewTableHandling;
import dev.firn.cdc.tables.SourceVerifier;
import dev.firn.error.DeadLetterLimitException;
import dev.firn.error.DriftException;
import dev.firn.error.ExitCode;
import dev.firn.error.FencedException;
import dev.firn.fault.FaultPoint;
import dev.firn.model.TableId;
import dev.firn.schema.UnavailableValue;
import dev.firn.status.StatusTracker;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies micro-batches: decodes each once for all tables, lets tables follow the source's columns,
 * and applies the tables in parallel.
 *
 * <p>A table that fails is quarantined for the rest of the run, because later changes must not be
 * applied without the earlier ones; its ledger stays, and the next run begins there.
 */
public final class BatchApplier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BatchApplier.class);
  private static final int MAX_DECODES = 5;

  private final CapturedTables tables;
  private final SchemaWatch watch;
  private final NewTableHandling arrivals;
  private final SourceVerifier lookup;
  private final TableApplier applier;
  private final StatusTracker status;
  private final Set<String> unavailable;
  private final String runId;
  private final long maxBytes;
  private final Clock clock;
  private final ExecutorService pool;
  private final ReadAhead ahead = new ReadAhead();
  private final Map<TableId, String> quarantined = new ConcurrentHashMap<>();
  private final Set<TableId> refusedByPolicy = ConcurrentHashMap.newKeySet();

  public BatchApplier(
      CapturedTables tables,
      SchemaWatch watch,
      NewTableHandling arrivals,
      TableApplier applier,
      StatusTracker status,
      StreamSettings settings,
      Clock clock) {
    this.tables = tables;
    this.watch = watch;
    this.lookup = tables.lookup();
    this.applier = applier;
    this.arrivals = arrivals;
    this.status = status;
    this.unavailable = UnavailableValue.markers(settings.source().name());
    this.runId = settings.runId();
    this.maxBytes = settings.source().cdc().maxBatchBytes();
    this.clock = clock;
    this.pool = Executors.newFixedThreadPool(settings.source().cdc().tablesAtOnce());
  }

  /** How the run ends, as far as its tables decide it. */
  public ExitCode exitCode() {
    if (quarantined.isEmpty()) {
      return ExitCode.OK;
    }
    return refusedByPolicy.containsAll(quarantined.keySet()) ? ExitCode.DRIFT : ExitCode.PARTIAL;
  }

  /** The tables that failed in this run, with the reason. */
  public Map<TableId, String> quarantined() {
    return Map.copyOf(quarantined);
  }

  /** A part of a batch, and what is still to be read of it. */
  private record Part(Map<TableId, DecodedChanges> changes, Optional<EventBatch> rest) {}

  /**
   * Brings every table that the batch speaks of to its end, in as many parts as it takes.
   *
   * @param next what probably comes after it
   */
  public void apply(EventBatch batch, List<OffsetRange> next) {
    Optional<EventBatch> part = Optional.of(batch);
    while (part.isPresent()) {
      part = applyPart(part.get(), batch.followedBy(next));
    }
  }

  /** The driver holds one part and the next at a time, so nothing may outlive this method. */
  private Optional<EventBatch> applyPart(EventBatch batch, EventBatch next) {
    Part part = decode(batch);
    FaultPoint.reached("stream.decode.after", "");
    part.rest()
        .ifPresent(
            rest ->
                LOG.info(
                    "Applying a batch in parts, each with {} bytes of changes or a little more",
                    maxBytes));
    ahead.begin(part.rest().orElse(next), () -> decoder(Map.of()));
    apply(part.changes());
    return part.rest();
  }

  private void apply(Map<TableId, DecodedChanges> decoded) {
    Map<TableId, Future<ApplyOutcome>> running = new LinkedHashMap<>();
    decoded.forEach(
        (id, changes) -> {
          if (!quarantined.containsKey(id)) {
            CapturedTable table = tables.of(id);
            running.put(id, pool.submit(() -> applier.apply(table, tables.topicOf(id), changes)));
          }
        });
    running.forEach(this::await);
  }

  private void await(TableId id, Future<ApplyOutcome> running) {
    try {
      if (running.get() instanceof ApplyOutcome.Applied applied) {
        Instant now = clock.instant();
        status.note(
            tables.of(id).id().name(),
            row ->
                row.advanced(now, applied.position(), applied.total(), applied.committed(), runId));
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FencedException fenced) {
        throw fenced;
      }
      if (e.getCause() instanceof DeadLetterLimitException tooMany) {
        throw tooMany;
      }
      quarantine(id, e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a batch was applied", e);
    }
  }

  private void quarantine(TableId id, Throwable failure) {
    String reason = String.valueOf(failure.getMessage());
    quarantined.put(id, reason);
    status.note(tables.of(id).id().name(), row -> row.quarantined(reason, runId));
    if (failure instanceof DriftException) {
      refusedByPolicy.add(id);
    }
    LOG.error(
        "Quarantined {} until the next run, its ledger stays where it is: {}", id, reason, failure);
  }

  /**
   * Decodes the batch, again if tables or columns had to be added first, or if the source has
   * refuted values.
   */
  private Part decode(EventBatch batch) {
    Map<TableId, Set<AmbiguousValue>> refuted = new HashMap<>();
    for (int decodes = 1; ; decodes++) {
      DecoderSettings decoder = decoder(refuted);
      EventBatch.Part read = batch.decode(decoder, ahead.take(decoder));
      List<DecodedChunk> slices = read.slices();
      Map<TableId, DecodedChanges> decoded = merged(slices);
      if (decodes == 1) {
        tables.look(watch.look(decoded.keySet()));
      }
      boolean adopted = arrivals.take(slices);
      boolean changed = followColumns(decoded) || adopted;
      boolean complete = !changed || decodes >= MAX_DECODES;
      if (complete && !refutes(decoded, refuted)) {
        return new Part(decoded, read.rest());
      }
    }
  }

  private DecoderSettings decoder(Map<TableId, Set<AmbiguousValue>> refuted) {
    return new DecoderSettings(
        tables.mappings(),
        tables.rules(),
        tables.byTopic(),
        unavailable,
        applier.uncertainKeys(tables.all(), unavailable),
        refuted,
        maxBytes);
  }

  /**
   * Asks the source about values that may be others.
   *
   * @param refuted those that are, to which new ones are added
   * @return true if there are new ones
   */
  private boolean refutes(
      Map<TableId, DecodedChanges> decoded, Map<TableId, Set<AmbiguousValue>> refuted) {
    boolean more = false;
    for (Map.Entry<TableId, DecodedChanges> entry : decoded.entrySet()) {
      TableId id = entry.getKey();
      Set<AmbiguousValue> lookalikes = entry.getValue().lookalikes();
      if (lookalikes.isEmpty() || quarantined.containsKey(id)) {
        continue;
      }
      try {
        more |=
            refuted
                .computeIfAbsent(id, table -> new HashSet<>())
                .addAll(lookup.refuted(tables.of(id).mapping(), lookalikes));
      } catch (RuntimeException e) {
        quarantine(id, e);
      }
    }
    return more;
  }

  private boolean followColumns(Map<TableId, DecodedChanges> decoded) {
    boolean followed = false;
    for (Map.Entry<TableId, DecodedChanges> entry : decoded.entrySet()) {
      TableId id = entry.getKey();
      if (quarantined.containsKey(id)) {
        continue;
      }
      CapturedTable before = tables.of(id);
      try {
        DecodedChanges changes = entry.getValue();
        CapturedTable after =
            watch.makeRoom(
                watch.follow(before, changes.unknownFields()), changes.unfitNumbers().values());
        if (!after.equals(before)) {
          tables.put(after);
          followed = true;
        }
      } catch (RuntimeException e) {
        quarantine(id, e);
      }
    }
    return followed;
  }

  private static Map<TableId, DecodedChanges> merged(List<DecodedChunk> slices) {
    Map<TableId, List<DecodedChunk.TableSlice>> parts = new HashMap<>();
    for (DecodedChunk slice : slices) {
      slice
          .tables()
          .forEach((id, part) -> parts.computeIfAbsent(id, key -> new ArrayList<>()).add(part));
    }
    Map<TableId, DecodedChanges> decoded = new HashMap<>();
    parts.forEach((id, part) -> decoded.put(id, DecodedChanges.of(part)));
    return decoded;
  }

  @Override
  public void close() {
    ahead.close();
    pool.shutdownNow();
  }
}
