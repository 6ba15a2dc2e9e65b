package dev.firn.cdc.tables;

import dev.firn.cdc.decode.AmbiguousValue;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.error.UnavailableException;
import dev.firn.model.LogPlace;
import dev.firn.retry.Pause;
import dev.firn.row.RowKey;
import dev.firn.schema.AmbiguousEncoding;
import dev.firn.schema.ColumnMapping;
import dev.firn.schema.TableMapping;
import dev.firn.source.ColumnPredicate;
import dev.firn.source.RowProbe;
import dev.firn.source.SourceProbes;
import dev.firn.source.TableProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks the source whether rows have the values that their events seem to carry.
 *
 * <p>A row that was otherwise when its event was written, and is as the event shows it now, has
 * been changed since, so a later event brings what it is. A row that is gone is deleted by one.
 */
public final class SourceVerifier {

  private static final int MAX_BATCH_ROWS = 10_000;

  /** A commit can be streamed before others see it: while it waits for a standby. */
  private static final Duration MAX_UNSEEN = Duration.ofSeconds(30);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final SourceProbes source;
  private final Map<AmbiguousEncoding, Boolean> known = new HashMap<>();

  public SourceVerifier(SourceProbes source) {
    this.source = source;
  }

  /**
   * The values that the source refutes, with what it has shown of each.
   *
   * @throws UnavailableException if it cannot be asked
   */
  public Set<AmbiguousValue> refuted(TableMapping table, Collection<AmbiguousValue> sightings) {
    /** What is asked at once. */
    record Question(AmbiguousEncoding what, String column, boolean ofRows) {}
    Map<Question, List<AmbiguousValue>> questions = new HashMap<>();
    for (AmbiguousValue sighting : sightings) {
      questions
          .computeIfAbsent(
              new Question(sighting.what(), sighting.column(), sighting.key() != null),
              question -> new ArrayList<>())
          .add(sighting);
    }
    Set<AmbiguousValue> refuted = new HashSet<>();
    questions.forEach(
        (question, asked) -> {
          if (!isKnown(question.what())) {
            return;
          }
          if (!question.ofRows()) {
            refuted.addAll(refutedByTable(table, asked));
            return;
          }
          for (int from = 0; from < asked.size(); from += MAX_BATCH_ROWS) {
            int to = Math.min(from + MAX_BATCH_ROWS, asked.size());
            refuted.addAll(refutedByRows(table, asked.subList(from, to)));
          }
        });
    return refuted;
  }

  private boolean isKnown(AmbiguousEncoding what) {
    return known.computeIfAbsent(what, source::has);
  }

  private Set<AmbiguousValue> refutedByRows(TableMapping table, List<AmbiguousValue> sightings) {
    RowProbe question = question(table, sightings);
    RowProbe.Answer answer =
        awaited(table, sightings, () -> source.ask(question), RowProbe.Answer::seen);
    Set<AmbiguousValue> refuted = new HashSet<>();
    answer.rows().forEach((row, shown) -> refuted.add(sightings.get(row).refutedBy(shown)));
    return refuted;
  }

  /**
   * If no row of the table holds such a value, none of the events' rows does: what else they have
   * become, later events bring.
   */
  private Set<AmbiguousValue> refutedByTable(TableMapping table, List<AmbiguousValue> sightings) {
    AmbiguousEncoding what = sightings.get(0).what();
    String column = sightings.get(0).column();
    if (!source.mayHold(what, table.source(), column)) {
      return Set.of();
    }
    TableProbe question = new TableProbe(table.source(), question(what, column));
    TableProbe.Answer answer =
        awaited(table, sightings, () -> source.ask(question), TableProbe.Answer::seen);
    Set<AmbiguousValue> refuted = new HashSet<>();
    for (AmbiguousValue sighting : sightings) {
      answer.shown().forEach(shown -> refuted.add(sighting.refutedBy(shown)));
    }
    return refuted;
  }

  /** The answer of a source that sees what the events' transactions have written. */
  private static <A> A awaited(
      TableMapping table,
      List<AmbiguousValue> sightings,
      Supplier<A> ask,
      Function<A, Predicate<LogPlace>> seen) {
    for (long waited = 0; ; waited += PAUSE.toMillis()) {
      A answer = ask.get();
      boolean seesAll =
          sightings.stream()
              .map(AmbiguousValue::transaction)
              .allMatch(place -> place == null || seen.apply(answer).test(place));
      if (seesAll) {
        return answer;
      }
      if (waited >= MAX_UNSEEN.toMillis()) {
        throw StreamErrors.sourceIsBehindItsStream(table.source(), MAX_UNSEEN);
      }
      Pause.of(PAUSE);
    }
  }

  private static RowProbe question(TableMapping table, List<AmbiguousValue> sightings) {
    List<ColumnMapping> key = new ArrayList<>();
    for (int ordinal : table.keyOrdinals()) {
      key.add(table.columns().get(ordinal));
    }
    List<List<String>> rows = new ArrayList<>(sightings.size());
    for (AmbiguousValue sighting : sightings) {
      List<String> row = new ArrayList<>(key.size());
      for (int i = 0; i < key.size(); i++) {
        row.add(key.get(i).columnType().keyText(Objects.requireNonNull(named(sighting).value(i))));
      }
      rows.add(row);
    }
    AmbiguousValue first = sightings.get(0);
    return new RowProbe(
        table.source(),
        key.stream().map(ColumnMapping::column).toList(),
        rows,
        question(first.what(), first.column()));
  }

  private static ColumnPredicate question(AmbiguousEncoding what, String column) {
    return new ColumnPredicate(column, what.condition(), what.shown());
  }

  private static RowKey named(AmbiguousValue sighting) {
    return Objects.requireNonNull(sighting.key());
  }
}
