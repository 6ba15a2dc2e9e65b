package dev.firn.source.oracle;

import dev.firn.model.SourcePosition;
import dev.firn.source.ConnectorState;
import dev.firn.source.oracle.log.OracleScn;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How far the connector of a source is, as Kafka Connect has stored it: an Oracle server is not
 * told who reads its log.
 *
 * @param isKnown false if Connect is not asked
 * @param sent the SCN up to which all commits are in Kafka; null if nothing is stored
 */
record ConnectorProgress(
    boolean isKnown, String state, @Nullable OracleScn sent, Supplier<OracleScn> asked)
    implements ConnectorState {

  private static final String COMMITS = "commit_scn";
  private static final String NEEDED = "scn";

  /**
   * @param database says how far it is
   */
  static ConnectorProgress of(ConnectorBeginning beginning, Supplier<OracleScn> database) {
    if (beginning.findIgnorance().isPresent()) {
      return new ConnectorProgress(false, "", null, database);
    }
    return beginning
        .look()
        .map(
            now ->
                new ConnectorProgress(
                    true, now.status().state(), sent(now.offset()).orElse(null), database))
        .orElseGet(() -> new ConnectorProgress(true, "", null, database));
  }

  /**
   * The least of its redo threads: one that is behind may still have earlier commits.
   *
   * @param offset with an entry per thread, the SCN first
   */
  static Optional<OracleScn> sent(Map<String, String> offset) {
    return least(offset, COMMITS);
  }

  /** From where on it reads the log once it begins again. */
  static Optional<OracleScn> needed(Map<String, String> offset) {
    return least(offset, NEEDED);
  }

  private static Optional<OracleScn> least(Map<String, String> offset, String key) {
    return Arrays.stream(offset.getOrDefault(key, "").split(",", -1))
        .map(thread -> thread.split(":", -1)[0])
        .filter(scn -> !scn.isEmpty() && scn.chars().allMatch(Character::isDigit))
        .map(BigInteger::new)
        .min(BigInteger::compareTo)
        .map(OracleScn::new);
  }

  @Override
  public boolean isRead() {
    return state.equals("RUNNING");
  }

  /** Its offsets survive it, and the archived log is there or it does not start. */
  @Override
  public boolean isGone() {
    return false;
  }

  @Override
  public SourcePosition server() {
    return asked.get();
  }

  /** Several transactions may have the SCN of their commit in common. */
  @Override
  public boolean hasConfirmed(SourcePosition position) {
    return sent != null && sent.isAfter(position);
  }

  @Override
  public String sayRead() {
    return "The connector runs.";
  }

  @Override
  public String sayBehind(SourcePosition server) {
    return "has stored no commit after SCN "
        + (sent == null ? "of its start" : sent.text())
        + ", and the database was at SCN "
        + server.text();
  }

  @Override
  public String sayUnread() {
    if (!isKnown) {
      return "Kafka Connect is not asked (connect_url), and an Oracle server is not told how far its"
          + " log was read";
    }
    return state.isEmpty()
        ? "Kafka Connect has no connector for it"
        : "its connector does not run (" + state + ")";
  }

  @Override
  public String sayGone() {
    return "nothing reads its log";
  }

  @Override
  public String sayCleanUp() {
    return "";
  }
}
