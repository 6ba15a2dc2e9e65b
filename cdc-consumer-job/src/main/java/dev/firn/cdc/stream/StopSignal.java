package dev.firn.cdc.stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * A request to stop: the first Ctrl+C or SIGTERM lets the running batch end, the second ends the
 * process at once, which loses nothing either.
 */
public final class StopSignal {

  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  /** What a shell reports for a process that a signal has ended. */
  private static final int SIGNALLED = 128;

  private volatile boolean requested;

  /** Listens for the signals from now on. */
  public void install() {
    for (String name : new String[] {"INT", "TERM"}) {
      Signal.handle(new Signal(name), this::received);
    }
  }

  private void received(Signal signal) {
    if (requested) {
      Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
    }
    LOG.info("Stopping after the running batch; a second signal stops at once");
    requested = true;
  }

  public boolean isRequested() {
    return requested;
  }
}
