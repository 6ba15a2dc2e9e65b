package dev.firn.source.oracle.health;

import dev.firn.error.ExitCode;
import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.source.oracle.catalog.Dictionary;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How long archived log is kept, and how long it is before what the connector needs is gone. */
final class ArchivedLog implements Probe<OracleLook> {

  private static final Duration SOON = Duration.ofHours(1);
  private static final Duration NEAR = Duration.ofHours(24);

  private static final Remedy KEEP_LONGER =
      Remedy.advice(
          "have archived log kept for longer: the ARCHIVELOG DELETION POLICY of RMAN, what deletes"
              + " it otherwise, and DB_RECOVERY_FILE_DEST_SIZE");

  /**
   * What a redo thread has.
   *
   * @param first the SCN with which what is kept begins; null if nothing is
   * @param since when that was begun
   * @param hasLost true if log was removed before
   */
  private record RedoThread(
      int number, @Nullable BigInteger first, String since, boolean hasLost, String now) {

    static RedoThread of(ResultSet row) throws SQLException {
      String first = row.getString("FIRST_SCN");
      return new RedoThread(
          row.getInt("THREAD"),
          first == null ? null : new BigInteger(first),
          Dictionary.text(row, "SINCE"),
          row.getLong("REMOVED") > 0,
          Dictionary.text(row, "NOW"));
    }
  }

  @Override
  public String name() {
    return "source.archived-log";
  }

  @Override
  public String finds() {
    return "of Oracle: log that the connector needs and that is gone, and how long until then; archived log that is kept for less than a day";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    List<RedoThread> threads;
    try {
      threads = look.ask(HealthStatements.ARCHIVED_LOG, RedoThread::of);
    } catch (SQLException e) {
      if (Dictionary.isHidden(e)) {
        // ViewRights tells of it.
        return List.of();
      }
      throw e;
    }
    List<Finding> found = new ArrayList<>();
    for (RedoThread thread : threads) {
      if (thread.first() != null && thread.hasLost()) {
        lookAt(thread, thread.first(), look, found);
      }
    }
    return found;
  }

  private void lookAt(RedoThread thread, BigInteger first, OracleLook look, List<Finding> found)
      throws SQLException {
    BigInteger needed = look.needed();
    if (needed != null && look.tables().isLoaded() && needed.compareTo(first) < 0) {
      found.add(
          Finding.error(
              name(),
              ExitCode.DATA_GAP,
              "the connector needs the log of thread %d from SCN %s on, and what is kept begins with SCN %s"
                  .formatted(thread.number(), needed, first),
              Remedy.advice(
                      "bring it back with RMAN: RESTORE ARCHIVELOG FROM SCN "
                          + needed
                          + "; where there is no backup, load again")
                  .thenRun(Reload.of(look.source(), List.of()))));
      return;
    }
    Duration kept = Moment.between(thread.since(), thread.now());
    Optional<Duration> left =
        needed == null
            ? Optional.empty()
            : begun(look, needed).map(begun -> Moment.between(thread.since(), begun));
    String keeps =
        "the server keeps archived log of thread %d for about %s"
            .formatted(thread.number(), Amounts.time(kept.toSeconds()));
    if (left.isPresent() && left.get().compareTo(NEAR) < 0) {
      String evidence =
          "%s, and the connector needs it from SCN %s on: that is removed in about %s"
              .formatted(keeps, needed, Amounts.time(left.get().toSeconds()));
      found.add(
          left.get().compareTo(SOON) < 0
              ? Finding.error(name(), evidence, KEEP_LONGER)
              : Finding.warning(name(), evidence, KEEP_LONGER));
    } else if (left.isEmpty() && kept.compareTo(NEAR) < 0) {
      found.add(
          Finding.warning(
              name(),
              keeps + ": a connector that stands still for longer lacks changes",
              KEEP_LONGER));
    }
  }

  /** When the log was begun that the connector reads; empty if it is not archived yet. */
  private static Optional<String> begun(OracleLook look, BigInteger needed) throws SQLException {
    return look
        .ask(
            HealthStatements.LOG_OF_SCN,
            row -> Optional.ofNullable(row.getString("BEGUN")),
            needed.toString())
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }
}
