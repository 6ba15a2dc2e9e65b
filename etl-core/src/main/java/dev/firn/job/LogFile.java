package dev.firn.job;

import dev.firn.config.LogFormat;
import java.nio.file.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.RollingFileAppender;
import org.apache.logging.log4j.core.appender.rolling.CompositeTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.DefaultRolloverStrategy;
import org.apache.logging.log4j.core.appender.rolling.SizeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.TimeBasedTriggeringPolicy;
import org.apache.logging.log4j.core.appender.rolling.action.Action;
import org.apache.logging.log4j.core.appender.rolling.action.DeleteAction;
import org.apache.logging.log4j.core.appender.rolling.action.Duration;
import org.apache.logging.log4j.core.appender.rolling.action.IfFileName;
import org.apache.logging.log4j.core.appender.rolling.action.IfLastModified;
import org.apache.logging.log4j.core.appender.rolling.action.PathCondition;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.filter.AbstractFilter;
import org.jspecify.annotations.Nullable;

/**
 * The file to which all runs of a command append what they say, below FIRN_HOME. A file of earlier
 * days, or one that has become long, keeps the day in its name, and is removed after a month.
 *
 * <p>It is not compressed: runs of several sources write into one file, and one that has not seen
 * yet that another has put it away must lose nothing.
 */
final class LogFile {

  private static final String MAX_SIZE = "100MB";
  private static final String MAX_AGE = "P30D";
  private static final String OURS = "dev.firn.";

  private final LoggerContext context;
  private final RollingFileAppender appender;

  private LogFile(LoggerContext context, RollingFileAppender appender) {
    this.context = context;
    this.appender = appender;
  }

  /**
   * @param directory of all logs
   */
  static @Nullable LogFile begin(Path directory, RunLabel run, LogFormat format) {
    return begin(directory, run, format, MAX_SIZE);
  }

  static @Nullable LogFile begin(Path directory, RunLabel run, LogFormat format, String maxSize) {
    if (!(LogManager.getContext(false) instanceof LoggerContext context)) {
      return null;
    }
    Configuration configuration = context.getConfiguration();
    String file = directory.resolve(run.logName()).toString();
    RollingFileAppender appender =
        RollingFileAppender.newBuilder()
            .setName("log of run " + run.runId())
            .setConfiguration(configuration)
            .withFileName(file + ".log")
            .withFilePattern(file + "-%d{yyyy-MM-dd}-%i.log")
            .withAppend(true)
            .setLayout(LogLines.of(run, format, configuration))
            .setFilter(new WhatPeopleNeed())
            .withPolicy(
                CompositeTriggeringPolicy.createPolicy(
                    TimeBasedTriggeringPolicy.newBuilder().build(),
                    SizeBasedTriggeringPolicy.createPolicy(maxSize)))
            .withStrategy(
                DefaultRolloverStrategy.newBuilder()
                    .withFileIndex("nomax")
                    .withCustomActions(
                        new Action[] {removal(directory, run.logName(), configuration)})
                    .withConfig(configuration)
                    .build())
            .build();
    if (appender == null) {
      return null;
    }
    appender.start();
    configuration.getRootLogger().addAppender(appender, null, null);
    context.updateLoggers();
    return new LogFile(context, appender);
  }

  private static Action removal(Path directory, String name, Configuration configuration) {
    return DeleteAction.createDeleteAction(
        directory.toString(),
        false,
        1,
        false,
        null,
        new PathCondition[] {
          IfFileName.createNameCondition(name + "-*.log", null),
          IfLastModified.createAgeCondition(Duration.parse(MAX_AGE))
        },
        null,
        configuration);
  }

  /** Says something that the console has been told already. */
  void tell(Level level, String sentence, @Nullable Throwable trace) {
    appender.append(LogLines.event(level, sentence, trace));
  }

  void close() {
    context.getConfiguration().getRootLogger().removeAppender(appender.getName());
    context.updateLoggers();
    appender.stop();
  }

  /** Spark says much more than people need, unless it is told not to. */
  private static final class WhatPeopleNeed extends AbstractFilter {

    @Override
    public Result filter(LogEvent event) {
      return event.getLoggerName().startsWith(OURS)
              || event.getLevel().isMoreSpecificThan(Level.WARN)
          ? Filter.Result.NEUTRAL
          : Filter.Result.DENY;
    }
  }
}
