package dev.firn.cdc.apply;

import dev.firn.cdc.batch.EventBatch;
import dev.firn.cdc.batch.ReadAhead;
import dev.firn.cdc.deadletter.OpenDeadLetters;
import dev.firn.cdc.decode.AmbiguousValue;
import dev.firn.cdc.decode.DecodedChanges;
import dev.firn.cdc.decode.DecodedChunk;
import dev.firn.cdc.decode.DecoderSettings;
import dev.firn.cdc.error.MissingRowException;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.CapturedTable;
import dev.firn.cdc.kafka.OffsetRange;
import dev.firn.cdc.sink.MetadataColumns;
import dev.firn.cdc.tables.CapturedTables;
import dev.firn.config.SourceConfig;
import dev.firn.error.DriftException;
import dev.firn.model.Column;
import dev.firn.model.TableId;
import dev.firn.schema.UnavailableValue;
import dev.firn.source.SourceLook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decodes a batch once for all tables, as far as it fits into memory: with the tables and columns
 * that the source has by now, and without values that it refutes.
 */
public final class BatchDecoder {

  private static final int MAX_DECODES = 5;

  private final CapturedTables tables;
  private final SourceQuestions source;
  private final OpenDeadLetters letters;
  private final TableOutcomes outcomes;
  private final Set<String> unavailable;
  private final long maxBytes;

  public BatchDecoder(
      CapturedTables tables,
      SourceQuestions source,
      OpenDeadLetters letters,
      TableOutcomes outcomes,
      SourceConfig config) {
    this.tables = tables;
    this.source = source;
    this.letters = letters;
    this.outcomes = outcomes;
    this.unavailable = UnavailableValue.markers(config.name());
    this.maxBytes = config.cdc().maxBatchBytes();
  }

  /** A part of a batch, and what is still to be read of it. */
  record Part(Map<TableId, DecodedChanges> changes, Optional<EventBatch> rest) {}

  long maxBytes() {
    return maxBytes;
  }

  /** How events are decoded that come next. */
  DecoderSettings settings() {
    return settings(Map.of());
  }

  private DecoderSettings settings(Map<TableId, Set<AmbiguousValue>> refuted) {
    return new DecoderSettings(
        tables.mappings(),
        tables.rules(),
        tables.byTopic(),
        unavailable,
        letters.uncertainKeys(tables.all()),
        tables.readPoints(),
        refuted,
        tables.origin(),
        maxBytes);
  }

  /**
   * Decodes the batch, again if tables or columns had to be added first, or if the source has
   * refuted values.
   *
   * @param ahead what of it may have been read before
   */
  Part decode(EventBatch batch, ReadAhead ahead) {
    Map<TableId, Set<AmbiguousValue>> refuted = new HashMap<>();
    EventBatch.Part read = decode(batch, ahead, refuted);
    Map<TableId, DecodedChanges> decoded = merged(read.slices());
    SourceLook schemas = source.schemas().look(decoded, tables.ids());
    source.newTables().look(schemas.present());
    for (int decodes = 1; ; decodes++) {
      boolean adopted = source.newTables().take(read.slices());
      boolean changed = followColumns(decoded, schemas) || adopted;
      boolean complete = !changed || decodes >= MAX_DECODES;
      if (complete && !refutes(decoded, refuted)) {
        settleDoubts(decoded, schemas);
        return new Part(withRead(decoded, read.slices()), read.rest());
      }
      read = decode(batch, ReadAhead.NOTHING, refuted);
      decoded = merged(read.slices());
      if (adopted) {
        // The look was not at the tables that are new.
        schemas = source.schemas().look(decoded, tables.ids());
      }
    }
  }

  private static void settleDoubts(Map<TableId, DecodedChanges> decoded, SourceLook schemas) {
    decoded.forEach(
        (id, changes) -> {
          if (schemas.hasAsked(id)) {
            schemas
                .find(id)
                .ifPresent(
                    table ->
                        changes
                            .doubts()
                            .settle(table.columns().stream().map(Column::name).toList()));
          } else {
            changes.doubts().catalogIsSilent();
          }
        });
  }

  private EventBatch.Part decode(
      EventBatch batch, ReadAhead ahead, Map<TableId, Set<AmbiguousValue>> refuted) {
    DecoderSettings decoder = settings(refuted);
    return batch.decode(decoder, ahead.take(decoder));
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
      if (lookalikes.isEmpty() || outcomes.isQuarantined(id)) {
        continue;
      }
      try {
        more |=
            refuted
                .computeIfAbsent(id, table -> new HashSet<>())
                .addAll(source.verifier().refuted(tables.of(id).mapping(), lookalikes));
      } catch (Exception e) {
        outcomes.quarantine(tables.of(id), e);
      }
    }
    return more;
  }

  /**
   * What to say of rows that a table lacks: if dead letters are the reason, their changes become
   * some as well, and the stream goes on.
   */
  RuntimeException explained(CapturedTable table, MissingRowException failure) {
    return letters.explain(table, failure.rows())
        ? StreamErrors.rowsAreDeadLetters(table, failure.rows().size())
        : failure;
  }

  /** A refusal with the reload that works with the table that the source has by now. */
  RuntimeException explained(CapturedTable table, DriftException refusal) {
    return source.schemas().worded(table, refusal);
  }

  /** To be called when a table has its part of a batch. */
  void applied(TableId id, DecodedChanges changes) {
    letters.applied(id, changes.changes());
  }

  /** To be called for a table that was put aside, before its events come again. */
  void readmit(CapturedTable table) {
    source.schemas().readmit(table);
  }

  /**
   * Looks at all tables whether the source still has what was loaded, also where no event comes.
   */
  void followAll(boolean isDrained) {
    if (isDrained) {
      source.schemas().allIsApplied();
    }
    followColumns(Map.of(), source.schemas().look(tables.ids()));
  }

  private boolean followColumns(Map<TableId, DecodedChanges> decoded, SourceLook schemas) {
    boolean followed = false;
    for (CapturedTable before : tables.all().values()) {
      TableId id = before.mapping().source();
      if (outcomes.isQuarantined(id)) {
        continue;
      }
      try {
        MetadataColumns.requireMarkable(before);
        source.connectors().requireExact(before);
        DecodedChanges changes = decoded.getOrDefault(id, DecodedChanges.NONE);
        CapturedTable after =
            source
                .schemas()
                .makeRoom(
                    source.schemas().follow(before, changes, schemas),
                    changes.unfitNumbers().values());
        if (!after.equals(before)) {
          tables.put(after);
          followed = true;
        }
      } catch (Exception e) {
        outcomes.quarantine(before, e);
      }
    }
    return followed;
  }

  /**
   * Every table whose topic was read notes how far, also if nothing there was an event of its own:
   * what it does not note as read it would miss once Kafka has forgotten it.
   */
  private Map<TableId, DecodedChanges> withRead(
      Map<TableId, DecodedChanges> decoded, List<DecodedChunk> slices) {
    Map<String, Map<Integer, Long>> read =
        OffsetRange.ends(slices.stream().flatMap(slice -> slice.read().stream()));
    Map<TableId, DecodedChanges> all = new HashMap<>(decoded);
    for (TableId id : tables.ids()) {
      Map<Integer, Long> ofTopic = read.get(tables.topicOf(id));
      if (ofTopic != null) {
        all.put(id, all.getOrDefault(id, DecodedChanges.NONE).readTo(ofTopic));
      }
    }
    return all;
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
}
