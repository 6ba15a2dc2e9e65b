package dev.firn.cdc.deadletter;

import dev.firn.cdc.error.StreamErrors;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.error.DeadLetterLimitException;
import dev.firn.lake.LakeTable;
import dev.firn.lake.TableProperty;
import dev.firn.metrics.Metric;
import dev.firn.metrics.Metrics;
import dev.firn.model.TableId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps events that cannot be applied in {@code _cdc_dead_letter}, each exactly once.
 *
 * <p>Two Iceberg tables have no common commit, so the letters of a batch are first written to a
 * file that no table knows. A property of the table that the events belong to names the file, in
 * the commit that moves the ledger past them. After it the file is added to the letters, unless it
 * is there; whoever finds the property later does the same again. So a letter is there if and only
 * if the ledger has passed its event, whatever was killed in between.
 */
public final class DeadLetters {

  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

  private final DeadLetterTable box;
  private final String source;
  private final int limit;
  private final Clock clock;
  private final Set<String> admitted = ConcurrentHashMap.newKeySet();
  private long open;

  /** The open letters as they were read last, and when that was. */
  private List<DeadLetterRow> read = List.of();

  private long readVersion = -1;

  /**
   * @param limit of open letters of the source
   */
  public DeadLetters(DeadLetterTable box, String source, int limit, Clock clock) {
    this.box = box;
    this.source = source;
    this.limit = limit;
    this.clock = clock;
    opened(box.open(source));
  }

  private void opened(long letters) {
    open = letters;
    Metrics.ofProcess().set(Metric.DLQ_OPEN, letters);
  }

  /** The property of a lake table that names its letters. */
  public String property() {
    return TableProperty.deadLetters(source);
  }

  /**
   * Writes letters down without making them visible.
   *
   * @return what the property is to say; empty if there are none
   * @throws DeadLetterLimitException if the source has too many
   */
  public synchronized String stage(TableId table, List<DeadLetter> letters) {
    if (letters.isEmpty()) {
      return "";
    }
    if (open + letters.size() > limit) {
      throw StreamErrors.tooManyDeadLetters(source, open, table, letters, limit);
    }
    String batch = UUID.randomUUID().toString();
    Instant now = clock.instant();
    return batch
        + " "
        + box.stage(
            letters.stream()
                .map(
                    letter ->
                        new DeadLetterRow(
                            source,
                            table.toString(),
                            letter,
                            letter.place().position(),
                            now,
                            batch,
                            DeadLetterState.OPEN,
                            null))
                .toList());
  }

  /** The letters that were neither retried nor discarded, as the other commands left them. */
  public synchronized List<DeadLetterRow> open() {
    if (open == 0) {
      return List.of();
    }
    // Asked before every part of a batch; settled letters, too, would have to be read for it.
    long version = box.version();
    if (version != readVersion) {
      read = box.letters(source).stream().filter(DeadLetterRow::isOpen).toList();
      readVersion = version;
    }
    opened(read.size());
    return read;
  }

  /** Another number whenever the letters of any source have changed. */
  synchronized long version() {
    return box.version();
  }

  /** The letters of a table whose events were not applied: those that are open or discarded. */
  public List<DeadLetterRow> unapplied(TableId table) {
    return box.letters(source).stream()
        .filter(letter -> letter.table().equals(table.toString()))
        .filter(letter -> letter.isOpen() || letter.state() == DeadLetterState.DISCARDED)
        .toList();
  }

  /** Makes the letters visible that the table's property names, if they are not yet. */
  public void admit(LakeTable table) {
    table.state().findDeadLetters(source).ifPresent(named -> admit(table, named));
  }

  /** Makes letters visible that were published with their table. */
  public synchronized void admit(LakeTable table, String staged) {
    if (staged.isEmpty() || admitted.contains(staged)) {
      return;
    }
    String[] parts = staged.split(" ", 2);
    if (!box.admit(parts[1], parts[0])) {
      admitted.add(staged);
      LOG.error("The dead letters of {} in {} are lost: the file is gone", table.id(), staged);
      return;
    }
    admitted.add(staged);
    opened(box.open(source));
    LOG.warn("Kept dead letters of {}, {} are open in all", table.id(), open);
  }
}
