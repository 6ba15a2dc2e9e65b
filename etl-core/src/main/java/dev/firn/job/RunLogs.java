package dev.firn.job;

import dev.firn.config.LogFormat;
import dev.firn.error.ErrorCode;
import dev.firn.error.Failures;
import dev.firn.files.Directory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run leaves what it says, besides the console: in the file of its command below FIRN_HOME,
 * or beside its result where FIRN_HOME is a store, because the driver's disk is lost with its
 * machine.
 */
final class RunLogs {

  private static final Logger LOG = LoggerFactory.getLogger(RunLogs.class);
  private static final String DIRECTORY = "logs";

  private final @Nullable LogFile file;
  private final Optional<RunLog> copy;

  private RunLogs(@Nullable LogFile file, Optional<RunLog> copy) {
    this.file = file;
    this.copy = copy;
  }

  /**
   * @param home FIRN_HOME
   * @param result of the run
   */
  static RunLogs begin(Directory home, Directory result, RunLabel run, LogFormat format) {
    if (format == LogFormat.JSON) {
      sayInJson(run);
    }
    return home.findPath()
        .map(path -> new RunLogs(file(path.resolve(DIRECTORY), run, format), Optional.empty()))
        .orElseGet(() -> new RunLogs(null, RunLog.begin(result, run, format)));
  }

  private static @Nullable LogFile file(Path directory, RunLabel run, LogFormat format) {
    try {
      Files.createDirectories(directory);
      if (Files.isWritable(directory)) {
        return LogFile.begin(directory, run, format);
      }
      LOG.warn("Cannot write logs into {}: this user may not. The run goes on.", directory);
    } catch (IOException | RuntimeException e) {
      LOG.warn("Cannot write logs into {}: {}. The run goes on.", directory, e.toString());
    }
    return null;
  }

  /** No secret goes to the console, whatever is logged, and by whom. */
  static void guardConsole() {
    relayout((layout, configuration) -> LogLines.discreet(layout));
  }

  /** Nothing is logged from here on. */
  static void end() {
    Configurator.setAllLevels(LogManager.ROOT_LOGGER_NAME, Level.OFF);
  }

  /** What goes to the console has another layout from here on. */
  private static void sayInJson(RunLabel run) {
    relayout((layout, configuration) -> LogLines.of(run, LogFormat.JSON, configuration));
  }

  private static void relayout(BiFunction<Layout<?>, Configuration, Layout<?>> next) {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return;
    }
    LoggerConfig root = context.getConfiguration().getRootLogger();
    root.getAppenders()
        .forEach(
            (name, appender) -> {
              if (appender instanceof ConsoleAppender console) {
                ConsoleAppender other =
                    ConsoleAppender.newBuilder()
                        .setName(name)
                        .setTarget(console.getTarget())
                        .setLayout(next.apply(console.getLayout(), context.getConfiguration()))
                        .setFilter(console.getFilter())
                        .build();
                other.start();
                root.removeAppender(name);
                root.addAppender(other, null, null);
              }
            });
    context.updateLoggers();
  }

  /** Notes a failure that the console is told by whoever has started the run. */
  void failed(Throwable failure) {
    String reason = Failures.reason(failure);
    boolean isKnown = ErrorCode.isShown(reason);
    tell(
        Level.ERROR,
        isKnown ? reason : ErrorCode.FIRN_HAS_FAILED.before(reason),
        isKnown ? null : failure);
    LOG.debug("Because of", failure);
  }

  /** Notes how the run has ended. */
  void ended(int code) {
    tell(Level.INFO, "The run has ended with exit code " + code, null);
  }

  private void tell(Level level, String sentence, @Nullable Throwable trace) {
    if (file != null) {
      file.tell(level, sentence, trace);
    }
    copy.ifPresent(log -> log.tell(level, sentence, trace));
  }

  void close() {
    if (file != null) {
      file.close();
    }
    copy.ifPresent(RunLog::close);
  }
}
