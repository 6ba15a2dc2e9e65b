package dev.firn.job;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;

/**
 * A request to stop: the first Ctrl+C or SIGTERM lets what runs end, the second ends the process at
 * once, which loses nothing either.
 */
public final class StopSignal {

  private static final Logger LOG = LoggerFactory.getLogger(StopSignal.class);

  /** What a shell reports for a process that a signal has ended. */
  private static final int SIGNALLED = 128;

  private final String running;
  private volatile boolean requested;

  /**
   * @param running what is waited for, such as "batch"
   */
  public StopSignal(String running) {
    this.running = running;
  }

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
    LOG.info("Stopping after the running {}; a second signal stops at once", running);
    requested = true;
  }

  public boolean isRequested() {
    return requested;
  }
}
