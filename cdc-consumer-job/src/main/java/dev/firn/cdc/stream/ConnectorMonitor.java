package dev.firn.cdc.stream;

import dev.firn.cdc.error.GapErrors;
import dev.firn.cdc.error.StreamErrors;
import dev.firn.config.SourceConfig;
import dev.firn.error.DataGapException;
import dev.firn.error.FirnException;
import dev.firn.error.Retryable;
import dev.firn.model.SourcePosition;
import dev.firn.retry.Outages;
import dev.firn.source.ChangeCapture;
import dev.firn.source.ConnectorState;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Tells a source that is quiet from one whose connector is gone, which look the same in Kafka.
 *
 * <p>The source's server tells them apart. It is asked only while no event comes.
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

  /** What there is to say about the connector. */
  private enum State {
    READ,
    UNREAD,
    GONE,
    UNKNOWN
  }

  private final ChangeCapture capture;
  private final SourceConfig source;
  private final @Nullable Duration limit;
  private final Duration pause;
  private final Consumer<String> gone;
  private final Outages outages;

  private volatile State state = State.READ;

  /** Why the connector does not go on; null if it does, or if nobody knows. */
  private @Nullable FirnException trouble;

  /** How long the present silence had lasted when the server was asked last. */
  private Duration looked = Duration.ZERO;

  /** How long it had lasted when nobody was found to read. */
  private @Nullable Duration unreadSince;

  /** Where the server was when this silence was looked at first. */
  private @Nullable SourcePosition server;

  private boolean isSettled;

  /**
   * @param limit how long a silence has to last that ends the run; null if none does
   * @param outages is told whether the source answers
   * @param gone is told once why no table can go on, because a connector that comes back later does
   *     not bring what it has missed
   */
  public ConnectorMonitor(
      ChangeCapture capture,
      SourceConfig source,
      @Nullable Duration limit,
      Outages outages,
      Consumer<String> gone) {
    this.outages = outages;
    this.gone = gone;
    this.capture = capture;
    this.source = source;
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

  /** What comes after a silence in which nobody has read the slot was read by somebody. */
  void eventsCame() {
    if (state == State.UNREAD) {
      trouble = null;
      tell(State.READ, "Connector " + source.connectorName() + " sends events again");
    }
  }

  /**
   * @throws FirnException if the connector was gone when the server was asked last
   */
  void requireReader() {
    if (trouble != null) {
      throw trouble;
    }
  }

  private boolean look(Duration silence) {
    ConnectorState connector;
    try {
      connector = capture.connectorState();
    } catch (FirnException e) {
      String why = String.valueOf(e.getMessage());
      return Retryable.canPass(e) ? isAway(why) : isUnknown(why);
    }
    outages.isBack(Outages.SOURCE);
    if (!connector.isKnown()) {
      return isUnknown(connector.sayUnread());
    }
    if (connector.isRead()) {
      return isConfirmed(connector, silence);
    }
    if (connector.isGone() && state != State.GONE) {
      gone.accept(GapErrors.connectorIsGoneAs(source, connector));
    }
    trouble =
        connector.isGone()
            ? GapErrors.connectorIsGone(source, connector)
            : StreamErrors.connectorHasStopped(source, connector);
    tell(
        trouble instanceof DataGapException ? State.GONE : State.UNREAD,
        String.valueOf(trouble.getMessage()));
    unreadSince = unreadSince == null ? silence : unreadSince;
    // A connector that is being restarted is back soon.
    return limit != null && silence.minus(unreadSince).compareTo(limit) >= 0;
  }

  private boolean isAway(String why) {
    trouble = null;
    state = State.UNKNOWN;
    outages.isAway(Outages.SOURCE, unknown(why));
    return true;
  }

  private boolean isUnknown(String why) {
    trouble = null;
    tell(State.UNKNOWN, unknown(why));
    return true;
  }

  private String unknown(String why) {
    return "Nobody can tell whether connector "
        + source.connectorName()
        + " still sends what is committed at the source: "
        + why;
  }

  private boolean isConfirmed(ConnectorState connector, Duration silence) {
    trouble = null;
    unreadSince = null;
    tell(State.READ, connector.sayRead());
    server = server == null ? connector.server() : server;
    if (connector.hasConfirmed(server)) {
      return true;
    }
    boolean isTooLate = silence.compareTo(CONFIRMED_WITHIN) >= 0;
    if (isTooLate && limit != null) {
      LOG.warn(
          "Connector {} {}. The lake may lack what was committed between. The connector is paused,"
              + " far behind, or has no heartbeat.action.query (PostgreSQL), or a redo thread is idle"
              + " (Oracle)",
          source.connectorName(),
          connector.sayBehind(server));
    }
    return isTooLate;
  }

  private void tell(State now, String what) {
    if (state == now) {
      return;
    }
    boolean wasUnknown = state == State.UNKNOWN;
    state = now;
    if (now == State.READ) {
      // Where the source was away, its return is what was waited for.
      LOG.atLevel(wasUnknown ? Level.DEBUG : Level.INFO).log(what);
    } else {
      LOG.warn(what);
    }
  }
}
