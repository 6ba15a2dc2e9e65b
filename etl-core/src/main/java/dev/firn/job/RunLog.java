package dev.firn.job;

import dev.firn.config.LogFormat;
import dev.firn.files.Directory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a run logs beside its result, where the driver's own log is lost with its machine. A
 * store cannot append, so the file that grows is written anew now and then, and begun anew when it
 * is long.
 */
final class RunLog {

  private static final Logger LOG = LoggerFactory.getLogger(RunLog.class);
  private static final String OURS = "dev.firn.";
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MAX_CHARACTERS = 1 << 20;

  private final Directory directory;
  private final int maxCharacters;
  private final LoggerContext context;
  private final Keeper keeper;
  private final Thread writer = new Thread(this::writeNowAndThen, "log of the run");

  /** Guarded by this, as the rest. */
  private final StringBuilder text = new StringBuilder();

  private int file = 1;
  private boolean hasNews;
  private boolean hasFailed;

  private RunLog(Directory directory, int maxCharacters, LoggerContext context, Layout<?> lines) {
    this.directory = directory;
    this.maxCharacters = maxCharacters;
    this.context = context;
    this.keeper = new Keeper(lines);
  }

  /**
   * @param directory of the run's result
   */
  static Optional<RunLog> begin(Directory directory, RunLabel run, LogFormat format) {
    return begin(directory, run, format, MAX_CHARACTERS);
  }

  static Optional<RunLog> begin(
      Directory directory, RunLabel run, LogFormat format, int maxCharacters) {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return Optional.empty();
    }
    Layout<?> lines = LogLines.of(run, format, context.getConfiguration());
    RunLog log = new RunLog(directory, maxCharacters, context, lines);
    log.keeper.start();
    context.getConfiguration().getRootLogger().addAppender(log.keeper, null, null);
    context.updateLoggers();
    log.writer.setDaemon(true);
    log.writer.start();
    return Optional.of(log);
  }

  /** What people need to see of a run: Spark says much more, unless it is told not to. */
  private final class Keeper extends AbstractAppender {

    Keeper(Layout<?> lines) {
      super("run", null, lines, true, Property.EMPTY_ARRAY);
    }

    @Override
    public void append(LogEvent event) {
      Level least = event.getLoggerName().startsWith(OURS) ? Level.INFO : Level.WARN;
      if (event.getLevel().isMoreSpecificThan(least)) {
        keep(event);
      }
    }

    void keep(LogEvent event) {
      add(String.valueOf(getLayout().toSerializable(event)));
    }
  }

  private synchronized void add(String line) {
    text.append(line);
    hasNews = true;
  }

  private void writeNowAndThen() {
    try {
      while (true) {
        Thread.sleep(PAUSE.toMillis());
        write();
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void write() {
    String name;
    String kept;
    synchronized (this) {
      if (!hasNews) {
        return;
      }
      hasNews = false;
      name = "log-" + file + ".txt";
      kept = text.toString();
      if (text.length() > maxCharacters) {
        text.setLength(0);
        file++;
      }
    }
    try {
      directory.write(name, kept);
    } catch (IOException | RuntimeException e) {
      if (!hasFailed) {
        hasFailed = true;
        LOG.warn("Cannot write {}: {}. The run goes on.", directory.locate(name), e.toString());
      }
    }
  }

  /** Says something that the console has been told already. */
  void tell(Level level, String sentence, @Nullable Throwable trace) {
    keeper.keep(LogLines.event(level, sentence, trace));
  }

  /** Writes what is left. */
  void close() {
    writer.interrupt();
    context.getConfiguration().getRootLogger().removeAppender(keeper.getName());
    context.updateLoggers();
    write();
  }
}
