package dev.firn.cdc.stream;

import dev.firn.cdc.event.ReloadCommand;
import dev.firn.config.SourceConfig;
import dev.firn.error.DataGapException;
import dev.firn.error.FirnException;
import dev.firn.error.UnavailableException;
import dev.firn.source.postgres.PostgresDialect;
import dev.firn.source.postgres.SlotState;
import dev.firn.source.postgres.connect.ChangeCapture;
import dev.firn.source.postgres.log.PostgresLsn;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a source that is quiet from one whose connector is gone, which look the same in Kafka.
 *
 * <p>The slot tells them apart: what is committed before the position that a connector has
 * confirmed is in Kafka. It is asked only while no event comes.
 */
public final class ConnectorMonitor {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectorMonitor.class);
  private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  /**
   * Connect keeps how far it is once a minute unless told otherwise, and the heartbeats of the
   * connector that Firn writes come every 10 s. Others may have none and confirm nothing.
   */
  private static final Duration CONFIRMED_WITHIN = Duration.ofSeconds(75);

  /** What there is to say about the slot. */
  private enum State {
    READ,
    UNREAD,
    GONE,
    UNKNOWN
  }

  private final PostgresDialect dialect;
  private final SourceConfig source;
  private final ChangeCapture capture;
  private final @Nullable Duration limit;
  private final Duration pause;

  private State state = State.READ;

  /** Why the connector does not go on; null if it does, or if nobody knows. */
  private @Nullable FirnException trouble;

  /** How long the present silence had lasted when the slot was asked about last. */
  private Duration looked = Duration.ZERO;

  /** How long it had lasted when nobody was found to read the slot. */
  private @Nullable Duration unreadSince;

  /** Where the server was when this silence was looked at first. */
  private @Nullable PostgresLsn server;

  private boolean isSettled;

  /**
   * @param limit how long a silence has to last that ends the run; null if none does
   */
  public ConnectorMonitor(PostgresDialect dialect, SourceConfig source, @Nullable Duration limit) {
    this.dialect = dialect;
    this.source = source;
    this.capture = ChangeCapture.forSource(source.name());
    this.limit = limit;
    this.pause = limit == null ? MAX_PAUSE : pauseFor(limit);
  }

  private static Duration pauseFor(Duration limit) {
    Duration quarter = limit.dividedBy(4);
    if (quarter.compareTo(MIN_PAUSE) < 0) {
      return MIN_PAUSE;
    }
    return quarter.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : quarter;
  }

  /**
   * To be called again and again while no event comes.
   *
   * @param silence how long none has come
   * @return true if waiting for the connector is of no use: everything that was committed when this
   *     silence was looked at first is in Kafka, or the connector is gone, or nobody can tell
   */
  boolean isSettled(Duration silence) {
    if (silence.compareTo(looked) < 0) {
      looked = Duration.ZERO;
      unreadSince = null;
      server = null;
      isSettled = false;
    }
    if (silence.minus(looked).compareTo(pause) >= 0) {
      looked = silence;
      isSettled = look(silence);
    }
    return isSettled;
  }

  /** Asks once, and tells what is different from before. */
  void look() {
    look(Duration.ZERO);
  }

  /**
   * @throws FirnException if the connector was gone when the slot was asked about last
   */
  void requireReader() {
    if (trouble != null) {
      throw trouble;
    }
  }

  private boolean look(Duration silence) {
    Optional<SlotState> slot;
    try {
      slot = dialect.findSlot(capture);
    } catch (FirnException e) {
      trouble = null;
      tell(
          State.UNKNOWN,
          "Nobody can tell whether connector "
              + source.connectorName()
              + " still sends what is committed at the source: "
              + e.getMessage());
      return true;
    }
    if (slot.isPresent() && slot.get().isRead()) {
      return isConfirmed(slot.get(), silence);
    }
    trouble = slot.isPresent() && !slot.get().isLost() ? unread(slot.get()) : gone(slot);
    tell(
        trouble instanceof DataGapException ? State.GONE : State.UNREAD,
        String.valueOf(trouble.getMessage()));
    unreadSince = unreadSince == null ? silence : unreadSince;
    // A connector that is being restarted is back soon.
    return limit != null && silence.minus(unreadSince).compareTo(limit) >= 0;
  }

  private boolean isConfirmed(SlotState slot, Duration silence) {
    trouble = null;
    unreadSince = null;
    tell(State.READ, "Replication slot " + capture.slot() + " is read");
    server = server == null ? slot.server() : server;
    if (!server.isAfter(slot.confirmed())) {
      return true;
    }
    boolean isTooLate = silence.compareTo(CONFIRMED_WITHIN) >= 0;
    if (isTooLate && limit != null) {
      LOG.warn(
          "Connector {} reads slot {}, but has not confirmed more than LSN {}, while the server was"
              + " at {} when events ceased to come. The lake may lack what was committed between. The"
              + " connector is paused, far behind, or has no heartbeat.action.query",
          source.connectorName(),
          capture.slot(),
          slot.confirmed().text(),
          server.text());
    }
    return isTooLate;
  }

  private UnavailableException unread(SlotState slot) {
    return UnavailableException.transientFailure(
        "Cannot follow source "
            + source.name()
            + ": nobody reads replication slot "
            + capture.slot()
            + ", which stands at LSN "
            + slot.confirmed().text()
            + ", while the server is at "
            + slot.server().text()
            + ". What reached Kafka is applied or will be, the rest waits in the slot. Bring"
            + " connector "
            + source.connectorName()
            + " back (GET /connectors/"
            + source.connectorName()
            + "/status of Kafka Connect tells why it stopped); the stream goes on from there.",
        null);
  }

  private DataGapException gone(Optional<SlotState> slot) {
    String drop = "SELECT pg_drop_replication_slot('" + capture.slot() + "')";
    return new DataGapException(
        "Cannot follow source "
            + source.name()
            + (slot.isEmpty()
                ? ": replication slot " + capture.slot() + " is gone"
                : ": the server has removed log that replication slot "
                    + capture.slot()
                    + " still needed after LSN "
                    + slot.get().confirmed().text())
            + ", so what was committed since then does not reach Kafka. Delete connector "
            + source.connectorName()
            + (slot.isEmpty() ? "" : ", drop the slot with " + drop)
            + ", load again with "
            + ReloadCommand.all(source.name())
            + ", and create the connector anew.");
  }

  private void tell(State now, String what) {
    if (state == now) {
      return;
    }
    state = now;
    if (now == State.READ) {
      LOG.info(what);
    } else {
      LOG.warn(what);
    }
  }
}
