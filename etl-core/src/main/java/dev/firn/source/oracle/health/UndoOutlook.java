package dev.firn.source.oracle.health;

import dev.firn.model.TableId;
import dev.firn.source.SourceReader;
import dev.firn.source.oracle.catalog.Dictionary;
import dev.firn.source.oracle.catalog.Obstacle;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * How old the SCN of a load is by the time that its last rows are read, against how long the server
 * keeps what it would need to show them.
 *
 * <p>The server looks after the queries that it sees, and each slice is a short one: of the age of
 * the SCN that they name it knows nothing.
 */
final class UndoOutlook {

  /** Of one connection: what a server hands out rows at, more or less. */
  static final long BYTES_PER_SECOND = 20L << 20;

  /** What a server keeps that nobody has told anything else. */
  private static final Duration USUAL_RETENTION = Duration.ofSeconds(900);

  /** Beyond the estimate, which may be wrong. */
  private static final double RESERVE = 1.5;

  private final Dictionary dictionary;

  UndoOutlook(Connection connection) {
    this.dictionary = new Dictionary(connection);
  }

  /**
   * What the server says of its undo.
   *
   * @param retention UNDO_RETENTION
   * @param kept how long it has kept undo lately, at least
   * @param brokenOff reads that it could not show lately what they asked for
   */
  private record Undo(Duration retention, Duration kept, long brokenOff) {}

  /**
   * When the reads end, if each of the tables at once has all its connections and the next one in
   * the order of their sizes follows.
   *
   * @param last when the last one ends
   * @param late tables that end after the server forgets, and by which the largest is
   */
  private record Schedule(
      Duration last, List<TableId> late, Map.Entry<TableId, Duration> longest) {}

  /** What may be forgotten before it is read, and what to do; empty if nothing. */
  Optional<Obstacle> find(SourceReader.Effort effort) throws SQLException {
    if (effort.bytes().isEmpty()) {
      return Optional.empty();
    }
    Optional<Undo> undo = findUndo();
    Duration kept = undo.map(Undo::kept).orElse(USUAL_RETENTION);
    Schedule schedule = schedule(effort, kept);
    if (schedule.last().compareTo(kept) <= 0) {
      return Optional.empty();
    }
    String time =
        String.format(
            Locale.ROOT,
            "all of it is read at one SCN, which takes about %s (%,d MiB, %d tables at once with %d connections each, %d MiB/s for each)",
            shown(schedule.last()),
            effort.bytes().values().stream().mapToLong(Long::longValue).sum() >> 20,
            effort.tablesAtOnce(),
            effort.splitsAtOnce(),
            BYTES_PER_SECOND >> 20);
    return Optional.of(
        undo.map(known -> forgotten(time, known, schedule))
            .orElseGet(
                () ->
                    new Obstacle(
                        time + ", and the user may not look how long the server keeps undo",
                        "",
                        "GRANT SELECT ON SYS.GV_$UNDOSTAT and SYS.V_$PARAMETER lets it be checked")));
  }

  private static Obstacle forgotten(String time, Undo undo, Schedule schedule) {
    String why =
        time
            + ", and the server has kept undo for %s lately (undo_retention %d s%s): what is changed meanwhile of %s has to be read again as a whole at another SCN"
                .formatted(
                    shown(undo.kept()),
                    undo.retention().toSeconds(),
                    undo.brokenOff() == 0
                        ? ""
                        : String.format(
                            Locale.ROOT, ", %,d reads broken off by ORA-01555", undo.brokenOff()),
                    late(schedule));
    String effect = "keeps it as long as its tablespace can grow";
    if (schedule.longest().getValue().compareTo(undo.kept()) > 0) {
      effect +=
          "; %s alone takes %s, which more splits (parallel_tables) shorten"
              .formatted(schedule.longest().getKey(), shown(schedule.longest().getValue()));
    } else {
      effect += "; fewer tables in one run (--tables) take less time";
    }
    return new Obstacle(
        why,
        "ALTER SYSTEM SET UNDO_RETENTION = " + Math.round(schedule.last().toSeconds() * RESERVE),
        effect);
  }

  private static String late(Schedule schedule) {
    return schedule.late().size() == 1
        ? schedule.late().get(0).toString()
        : "%d tables, from %s on".formatted(schedule.late().size(), schedule.late().get(0));
  }

  private static String shown(Duration time) {
    return time.toMinutes() < 2
        ? time.toSeconds() + " s"
        : time.toHours() < 2
            ? time.toMinutes() + " min"
            : String.format(Locale.ROOT, "%.1f h", time.toMinutes() / 60.0);
  }

  /** As a load takes them: the largest first, so that what comes too late is soon read again. */
  private static Schedule schedule(SourceReader.Effort effort, Duration kept) {
    List<Map.Entry<TableId, Long>> largestFirst =
        effort.bytes().entrySet().stream()
            .sorted(
                Map.Entry.<TableId, Long>comparingByValue()
                    .reversed()
                    .thenComparing(
                        Map.Entry.comparingByKey(Comparator.comparing(TableId::toString))))
            .toList();
    PriorityQueue<Duration> lanes = new PriorityQueue<>();
    for (int i = 0; i < effort.tablesAtOnce(); i++) {
      lanes.add(Duration.ZERO);
    }
    Duration last = Duration.ZERO;
    List<TableId> late = new ArrayList<>();
    for (Map.Entry<TableId, Long> table : largestFirst) {
      Duration end = lanes.remove().plus(time(table.getValue(), effort));
      lanes.add(end);
      last = end.compareTo(last) > 0 ? end : last;
      if (end.compareTo(kept) > 0) {
        late.add(table.getKey());
      }
    }
    Map.Entry<TableId, Long> largest = largestFirst.get(0);
    return new Schedule(last, late, Map.entry(largest.getKey(), time(largest.getValue(), effort)));
  }

  private static Duration time(long bytes, SourceReader.Effort effort) {
    return Duration.ofMillis(bytes * 1000 / (BYTES_PER_SECOND * effort.splitsAtOnce()));
  }

  /** Empty if the user may not ask. */
  private Optional<Undo> findUndo() throws SQLException {
    try {
      long retention =
          dictionary
              .read(HealthStatements.UNDO_RETENTION, row -> Long.parseLong(row.getString(1)))
              .stream()
              .findFirst()
              .orElse(USUAL_RETENTION.toSeconds());
      return dictionary
          .read(
              HealthStatements.UNDO_LATELY,
              row -> new long[] {row.getLong("KEPT"), row.getLong("BROKEN_OFF")})
          .stream()
          .map(
              lately ->
                  new Undo(
                      Duration.ofSeconds(retention),
                      // Nothing of a server that was just started, or that does not manage it.
                      Duration.ofSeconds(lately[0] == 0 ? retention : lately[0]),
                      lately[1]))
          .findFirst();
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
