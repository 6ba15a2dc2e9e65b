package dev.firn.config;

import dev.firn.config.binding.Option;
import dev.firn.config.binding.Secret;
import dev.firn.config.binding.Section;
import dev.firn.config.binding.ValueType;
import dev.firn.config.binding.Values;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is told what runs move, in the events of OpenLineage.
 *
 * @param url of the backend; null unless it is told by HTTP
 * @param apiKey null if the backend asks nobody who he is
 * @param file to which events are added; null unless they go to one
 * @param jobNamespace in which the backend keeps the jobs
 */
public record LineageConfig(
    Transport transport,
    @Nullable URI url,
    @Nullable Secret apiKey,
    Duration timeout,
    @Nullable String file,
    String jobNamespace) {

  /** How events get to who wants them. */
  public enum Transport {
    NONE,
    HTTP,
    FILE,
    CONSOLE
  }

  static final Option<Transport> TRANSPORT =
      Option.optional(
          "transport",
          ValueType.oneOf(Transport.class),
          "none",
          "How events of OpenLineage are sent when runs begin, go on and end: to a backend such as"
              + " Marquez (http), to a file (file), to the log (console), or not at all. All but none"
              + " need FIRN_LIBS=openlineage.");

  static final Option<URI> URL =
      Option.derived(
          "url",
          ValueType.HTTP_URL,
          "none; required by transport http",
          "The backend, such as http://marquez:5000; its path /api/v1/lineage is added.");

  static final Option<Secret> API_KEY =
      Option.derived(
          "api_key",
          ValueType.SECRET,
          "none; the backend is told without a key",
          "Best as ${ENV} or ${FILE:/path}, never as plain text.");

  static final Option<Duration> TIMEOUT =
      Option.optional(
          "timeout",
          ValueType.DURATION,
          "5s",
          "How long the backend has for each answer; no run waits for it but at its end.");

  static final Option<String> EVENTS_FILE =
      Option.derived(
          "file",
          ValueType.TEXT,
          "none; required by transport file",
          "A file on the driver's machine to which events are added, one in each line.");

  static final Option<String> JOB_NAMESPACE =
      Option.optional(
          "job_namespace",
          ValueType.NAME,
          "firn",
          "Where the backend keeps the jobs, which are called {source}.{command}.");

  static final Section SECTION =
      Section.optional(
          "lineage",
          "Who is told what runs move.",
          TRANSPORT,
          URL,
          API_KEY,
          TIMEOUT,
          EVENTS_FILE,
          JOB_NAMESPACE);

  /** Nobody is told. */
  public static final LineageConfig NOBODY =
      new LineageConfig(Transport.NONE, null, null, Duration.ofSeconds(5), null, "firn");

  static void check(Values lineage) {
    Transport transport = lineage.find(TRANSPORT).orElse(Transport.NONE);
    require(lineage, URL, transport, Transport.HTTP);
    require(lineage, EVENTS_FILE, transport, Transport.FILE);
    for (Option<?> option : List.of(API_KEY, TIMEOUT)) {
      if (lineage.isGiven(option) && transport != Transport.HTTP) {
        lineage.report(option, "of no use unless transport is http");
      }
    }
  }

  private static void require(
      Values lineage, Option<?> option, Transport transport, Transport needing) {
    String word = ValueType.nameOf(needing);
    if (transport == needing && !lineage.isGiven(option)) {
      lineage.report(option, "missing, transport " + word + " needs it");
    } else if (transport != needing && lineage.isGiven(option)) {
      lineage.report(option, "of no use unless transport is " + word);
    }
  }

  static LineageConfig of(Values lineage) {
    return new LineageConfig(
        lineage.value(TRANSPORT),
        lineage.find(URL).orElse(null),
        lineage.find(API_KEY).orElse(null),
        lineage.value(TIMEOUT),
        lineage.find(EVENTS_FILE).orElse(null),
        lineage.value(JOB_NAMESPACE));
  }
}
