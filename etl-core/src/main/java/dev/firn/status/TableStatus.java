package dev.firn.status;

import dev.firn.model.ReadPoint;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of {@code _cdc_status}: what is known of one lake table.
 *
 * @param tableName the lake table's name
 * @param errorMessage why the load failed or left the table out, or why its stream quarantined it
 * @param runId the run that wrote the row last
 */
public record TableStatus(
    String tableName,
    Load load,
    @Nullable String errorMessage,
    Applied applied,
    @Nullable String runId) {

  /** Why a load has left a table out that is to be created with its first row. */
  public static final String EMPTY = "no rows; it is created when its first change comes";

  private static final String QUARANTINED = "quarantined: ";
  private static final String WAITING = "waiting: ";
  private static final String NOT_FOLLOWED = "not followed: ";

  /**
   * How far the table's bulk load is.
   *
   * @param recordCount rows that it published
   */
  record Load(
      LoadStatus status,
      @Nullable Long recordCount,
      @Nullable Instant start,
      @Nullable Instant end) {

    Load ended(LoadStatus how, Instant at) {
      return new Load(how, recordCount, start, at);
    }

    /** Of a table that was left out because it was empty, and has changes now. */
    Load begun() {
      return new Load(LoadStatus.COMPLETED, 0L, start, end);
    }

    boolean hasError() {
      return status == LoadStatus.FAILED || status == LoadStatus.SKIPPED;
    }
  }

  /**
   * What of the source's changes is in the table.
   *
   * @param position in the source's log: the load's read point, later that of the newest applied
   *     change
   * @param at when changes were applied last
   * @param events change events applied since the table was created
   */
  record Applied(
      @Nullable String position, @Nullable Instant at, @Nullable Long events, Freshness freshness) {

    Applied loaded(@Nullable ReadPoint point) {
      return point == null
          ? new Applied(null, at, events, Freshness.UNKNOWN)
          : new Applied(point.position().text(), at, events, Freshness.readAt(point.takenAt()));
    }

    Applied with(Freshness fresh) {
      return new Applied(position, at, events, fresh);
    }
  }

  /** A table of which nothing is known yet. */
  public static TableStatus pending(String tableName) {
    return new TableStatus(
        tableName,
        new Load(LoadStatus.PENDING, null, null, null),
        null,
        new Applied(null, null, null, Freshness.UNKNOWN),
        null);
  }

  public LoadStatus loadStatus() {
    return load.status();
  }

  /** When the table's bulk load began; null if it never did. */
  public @Nullable Instant initialLoadStart() {
    return load.start();
  }

  /** When the table's bulk load ended, however it did. */
  public @Nullable Instant initialLoadEnd() {
    return load.end();
  }

  public Freshness freshness() {
    return applied.freshness();
  }

  /** Rows that its bulk load published; null if none did. */
  public @Nullable Long loadedRows() {
    return load.recordCount();
  }

  /** Where in the source's log it is; null if that is not known. */
  public @Nullable String position() {
    return applied.position();
  }

  /** When changes were applied last; null if none were. */
  public @Nullable Instant appliedAt() {
    return applied.at();
  }

  /** Change events applied since it was created; null if none were. */
  public @Nullable Long eventsApplied() {
    return applied.events();
  }

  public Condition condition() {
    return switch (load.status()) {
      case PENDING -> ofStream(Condition.PENDING);
      case IN_PROGRESS -> Condition.LOADING;
      case FAILED -> Condition.FAILED;
      case SKIPPED -> isFoundEmpty() ? Condition.EMPTY : Condition.SKIPPED;
      case COMPLETED -> ofStream(Condition.LOADED);
    };
  }

  /**
   * @param unheard what it is in if nothing was heard of its stream; a table that is new in a
   *     stream was never loaded
   */
  private Condition ofStream(Condition unheard) {
    String said = errorMessage == null ? "" : errorMessage;
    if (said.startsWith(QUARANTINED)) {
      return Condition.QUARANTINED;
    } else if (said.startsWith(WAITING)) {
      return Condition.WAITING;
    } else if (said.startsWith(NOT_FOLLOWED)) {
      return Condition.NOT_FOLLOWED;
    }
    boolean isHeardOf = applied.events() != null || freshness().measuredAt() != null;
    return isHeardOf ? Condition.FOLLOWED : unheard;
  }

  /** What is wrong, without the word that the condition is; empty if nothing is. */
  public String trouble() {
    if (errorMessage == null || condition() == Condition.EMPTY) {
      return "";
    }
    for (String said : List.of(QUARANTINED, WAITING, NOT_FOLLOWED)) {
      if (errorMessage.startsWith(said)) {
        return errorMessage.substring(said.length());
      }
    }
    return errorMessage;
  }

  public TableStatus started(Instant at, String run) {
    Load started = new Load(LoadStatus.IN_PROGRESS, load.recordCount(), at, null);
    return new TableStatus(tableName, started, null, applied, run);
  }

  /**
   * @param point what of the source the load shows; null if no load has read it
   */
  public TableStatus completed(Instant at, long rows, @Nullable ReadPoint point) {
    Load completed = new Load(LoadStatus.COMPLETED, rows, load.start(), at);
    return new TableStatus(tableName, completed, null, applied.loaded(point), runId);
  }

  /** After a load that has read only some of the rows of a table that was loaded before. */
  public TableStatus readAgain(Instant at, @Nullable ReadPoint point) {
    return completed(at, load.recordCount() == null ? 0 : load.recordCount(), point);
  }

  public TableStatus failed(Instant at, String reason) {
    return new TableStatus(tableName, load.ended(LoadStatus.FAILED, at), reason, applied, runId);
  }

  public TableStatus skipped(Instant at, String reason) {
    return new TableStatus(tableName, load.ended(LoadStatus.SKIPPED, at), reason, applied, runId);
  }

  /**
   * After changes up to the position were applied.
   *
   * @param events applied in all
   * @param committed when the source committed the last of them; null if it is not known
   */
  public TableStatus advanced(
      Instant at, String position, long events, @Nullable Instant committed, String run) {
    Applied advanced =
        new Applied(
            position.isEmpty() ? applied.position() : position,
            at,
            events,
            freshness().appliedUpTo(committed));
    return new TableStatus(tableName, begun(), loadErrorOr(null), advanced, run);
  }

  /** While its stream applies nothing to the table. */
  public TableStatus quarantined(String reason, String run) {
    return new TableStatus(tableName, begun(), loadErrorOr(QUARANTINED + reason), applied, run);
  }

  /** While its stream waits for something that is away. */
  public TableStatus waiting(String reason, String run) {
    return new TableStatus(tableName, begun(), loadErrorOr(WAITING + reason), applied, run);
  }

  /** While its stream does not take its changes at all. */
  public TableStatus notFollowed(String reason, String run) {
    return new TableStatus(tableName, load, loadErrorOr(NOT_FOLLOWED + reason), applied, run);
  }

  /** True if a load has left it out because it was empty, and nothing was heard of it since. */
  public boolean isFoundEmpty() {
    return loadStatus() == LoadStatus.SKIPPED && EMPTY.equals(errorMessage);
  }

  private Load begun() {
    return isFoundEmpty() ? load.begun() : load;
  }

  /** While that many events wait in Kafka; what another run was waiting for is nothing to this. */
  public TableStatus behind(long events, Instant at, String run) {
    Applied behind = applied.with(freshness().behind(events, at));
    boolean isOver = !run.equals(runId) && isPutAside();
    return new TableStatus(tableName, load, isOver ? null : errorMessage, behind, run);
  }

  /** True if another run has said something else than that so many events wait. */
  public boolean isToldOtherwise(long events, String run) {
    Long told = freshness().lagEvents();
    return !run.equals(runId) && (isPutAside() || told == null || told != events);
  }

  private boolean isPutAside() {
    return errorMessage != null
        && (errorMessage.startsWith(QUARANTINED) || errorMessage.startsWith(WAITING));
  }

  /** Why the load has not loaded the table says more than what its stream says. */
  private @Nullable String loadErrorOr(@Nullable String error) {
    return load.hasError() && !isFoundEmpty() ? errorMessage : error;
  }
}
