package dev.firn.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firn.config.LogFormat;
import dev.firn.error.Secrets;
import dev.firn.error.TableLog;
import java.nio.charset.StandardCharsets;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.AbstractStringLayout;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;

/** What a line of a run's log looks like: which run, source and table it is about stands in all. */
final class LogLines {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String RESOLVER = "$resolver";
  private static final String NO_TABLE = "-";

  private LogLines() {}

  static Layout<?> of(RunLabel run, LogFormat format, Configuration configuration) {
    return new Discreet(plain(run, format, configuration));
  }

  /** The same without any secret. */
  static Layout<?> discreet(Layout<?> layout) {
    return layout instanceof Discreet ? layout : new Discreet(layout);
  }

  private static Layout<?> plain(RunLabel run, LogFormat format, Configuration configuration) {
    return switch (format) {
      case TEXT ->
          PatternLayout.newBuilder()
              .withConfiguration(configuration)
              .withCharset(StandardCharsets.UTF_8)
              .withPattern(
                  "%d{yyyy-MM-dd HH:mm:ss.SSSXXX} %-5p run="
                      + literal(run.runId())
                      + " source="
                      + literal(run.source())
                      // A name is the source's, and could begin a line of its own.
                      + " table=%equals{%enc{%X{"
                      + TableLog.KEY
                      + "}}{CRLF}}{}{"
                      + NO_TABLE
                      + "} %c{1}: %m%n%ex")
              .build();
      case JSON ->
          JsonTemplateLayout.newBuilder()
              .setConfiguration(configuration)
              .setCharset(StandardCharsets.UTF_8)
              .setEventTemplate(template(run))
              .build();
    };
  }

  /** Lines of others, in which secrets are hidden. */
  private static final class Discreet extends AbstractStringLayout {

    private final Layout<?> lines;

    Discreet(Layout<?> lines) {
      super(StandardCharsets.UTF_8);
      this.lines = lines;
    }

    @Override
    public String toSerializable(LogEvent event) {
      return Secrets.without(String.valueOf(lines.toSerializable(event)));
    }
  }

  /** Of something that no logger is told. */
  static LogEvent event(Level level, String sentence, @Nullable Throwable trace) {
    return Log4jLogEvent.newBuilder()
        .setLoggerName(LogLines.class.getPackageName() + ".Run")
        .setLevel(level)
        .setMessage(new SimpleMessage(sentence))
        .setThrown(trace)
        .setThreadName(Thread.currentThread().getName())
        .build();
  }

  private static String literal(String text) {
    return text.replace("%", "%%");
  }

  private static String template(RunLabel run) {
    ObjectNode event = JSON.createObjectNode();
    event
        .putObject("time")
        .put(RESOLVER, "timestamp")
        .putObject("pattern")
        .put("format", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    event.putObject("level").put(RESOLVER, "level").put("field", "name");
    event.put("run_id", run.runId());
    event.put("source", run.source());
    event.putObject("table").put(RESOLVER, "mdc").put("key", TableLog.KEY);
    event.putObject("logger").put(RESOLVER, "logger").put("field", "name");
    event.putObject("thread").put(RESOLVER, "thread").put("field", "name");
    event.putObject("message").put(RESOLVER, "message").put("stringified", true);
    event
        .putObject("error")
        .put(RESOLVER, "exception")
        .put("field", "stackTrace")
        .putObject("stackTrace")
        .put("stringified", true);
    return event.toString();
  }
}
