package dev.firn.setup;

import dev.firn.config.ConfigLoader;
import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.CoreErrors;
import dev.firn.error.ExitCode;
import dev.firn.files.Directory;
import dev.firn.job.ConfigOptions;
import dev.firn.model.DatabaseType;
import dev.firn.schema.SchemaMapper;
import dev.firn.source.SourceDatabase;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Writes a first {@code sources.yaml} from what a live database says. */
@Command(
    name = "init",
    sortOptions = false,
    description = {
      "Writes sources.yaml from a live database: its tables, and what of them is refused and why.",
      "Only reads the catalogue of the database, and never overwrites a file. The password is taken",
      "from a variable or a file, to which the written file refers, or asked for on the terminal."
    },
    footer = {
      "",
      "Examples:",
      "  config init --source shop --host db.example.com \\",
      "    --database shop --username etl_user",
      "  config init --source shop --host db --database shop \\",
      "    --username etl_user \\",
      "    --password-file /run/secrets/shop --schema sales",
      "  config init --database-type oracle --source erp --host ora \\",
      "    --service-name ERP --username ETL --schema APP"
    })
public final class InitCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--source",
      required = true,
      paramLabel = "NAME",
      description = "What the source is to be called.")
  private String source = "";

  @Option(
      names = "--database-type",
      paramLabel = "TYPE",
      defaultValue = "postgresql",
      description = "${COMPLETION-CANDIDATES}; default: postgresql")
  private DatabaseType type = DatabaseType.POSTGRESQL;

  @Option(names = "--host", required = true, description = "The server.")
  private String host = "";

  @Option(names = "--port", description = "Its port, unless it is the usual one.")
  private @Nullable Integer port;

  @Option(names = "--database", paramLabel = "NAME", description = "The database, of PostgreSQL.")
  private @Nullable String database;

  @Option(names = "--service-name", paramLabel = "NAME", description = "The service, of Oracle.")
  private @Nullable String service;

  @Option(names = "--username", required = true, description = "Who reads the tables.")
  private String username = "";

  @Option(
      names = "--schema",
      description = "Whose tables are taken; default: public, or the user's own with Oracle.")
  private @Nullable String schema;

  @Option(
      names = "--password-variable",
      paramLabel = "NAME",
      description = "The environment variable with the password; default: {SOURCE}_PASSWORD")
  private @Nullable String variable;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "The file with the password, instead of a variable.")
  private @Nullable String passwordFile;

  @Option(
      names = "--topic-prefix",
      paramLabel = "NAME",
      description = "Debezium's topic prefix; default: the name of the source")
  private @Nullable String prefix;

  @Option(
      names = "--namespace",
      paramLabel = "NAME",
      description = "Where the tables go; default: bronze.{source}")
  private @Nullable String namespace;

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec);
    if (variable != null && passwordFile != null) {
      throw new ParameterException(
          command.commandLine(), "Give --password-variable or --password-file, not both");
    }
    if (!(options.files() instanceof Directory directory) || directory.findPath().isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "config init writes to a directory of this machine only");
    }
    Path file = directory.findPath().orElseThrow().resolve(SourceConfig.FILE);
    if (Files.exists(file)) {
      throw CoreErrors.fileIsThere(directory.locate(SourceConfig.FILE));
    }
    StarterSource starter = starter();
    SourceConfig config = config(StarterText.of(starter), directory, password());
    Clock clock = Clock.systemUTC();
    SourceSurvey survey = survey(config, clock);
    String text = StarterText.of(starter, survey, written(config, survey, clock));
    var unused = config(text, directory, Optional.of("unused"));
    write(file, text, directory);
    tell(command.commandLine().getOut(), directory, survey);
    return ExitCode.OK.code();
  }

  private StarterSource starter() {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("database_type", type.name().toLowerCase(Locale.ROOT));
    keys.put("kafka_topic_prefix", prefix == null ? source : prefix);
    keys.put(
        "iceberg_namespace",
        namespace == null
            ? "bronze." + source.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_")
            : namespace);
    Map<String, String> connection = new LinkedHashMap<>();
    connection.put("host", host);
    put(connection, "port", port);
    put(connection, "database", database);
    put(connection, "service_name", service);
    connection.put("username", username);
    connection.put(
        "password",
        passwordFile == null
            ? "${" + variable() + "}"
            // In the file a relative path would begin where the file is.
            : "${FILE:" + Path.of(passwordFile).toAbsolutePath() + "}");
    put(connection, "schema", schema);
    return new StarterSource(source, keys, connection);
  }

  private static void put(Map<String, String> keys, String key, @Nullable Object value) {
    if (value != null) {
      keys.put(key, value.toString());
    }
  }

  private String variable() {
    return variable == null
        ? source.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_").replaceAll("^(?=[0-9])", "_")
            + "_PASSWORD"
        : variable;
  }

  /** What somebody types, where it is nowhere else. */
  private Optional<String> password() {
    Console console = System.console();
    if (passwordFile != null || console == null || ConfigLoader.knowsVariable(variable())) {
      return Optional.empty();
    }
    char[] typed = console.readPassword("%s is not set. Password of %s: ", variable(), username);
    return typed == null ? Optional.empty() : Optional.of(new String(typed));
  }

  private SourceConfig config(String text, Directory directory, Optional<String> password) {
    DraftFiles draft = new DraftFiles(SourceConfig.FILE, text, directory);
    return ConfigLoader.ofDraft(
            draft, password.map(typed -> Map.of(variable(), typed)).orElse(Map.of()))
        .loadSource(source);
  }

  private static SourceSurvey survey(SourceConfig config, Clock clock) {
    SourceDatabase database = SourceDatabase.of(config, clock);
    database.probe();
    return SourceSurvey.of(
        database, new SchemaMapper(config.unknownTypes(), config.databaseType()));
  }

  private String written(SourceConfig config, SourceSurvey survey, Clock clock) {
    return "Written by firn config init on %s from schema %s of %s: %d tables, %d of them refused."
        .formatted(
            LocalDate.now(clock),
            config.connection().schema(),
            host,
            survey.tables().size(),
            survey.refused().size());
  }

  private static void write(Path file, String text, Directory directory) throws IOException {
    try {
      Files.createDirectories(Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw CoreErrors.fileIsThere(directory.locate(SourceConfig.FILE));
    }
  }

  private void tell(PrintWriter out, Directory directory, SourceSurvey survey) {
    out.printf(
        "Wrote %s: %d tables of source %s",
        directory.locate(SourceConfig.FILE), survey.proposed().size(), source);
    long unfollowed =
        survey.proposed().stream().filter(each -> each.unfollowed().isPresent()).count();
    out.println(
        (unfollowed == 0 ? "" : ", changes of " + unfollowed + " do not come yet")
            + (survey.refused().isEmpty() ? "." : ", " + survey.refused().size() + " refused."));
    if (survey.proposed().isEmpty() && survey.refused().isEmpty()) {
      out.println(
          "%s sees no table in this schema. If that is not what you expect: delete the file, and name another one by --schema or another user by --username."
              .formatted(username));
    }
    out.println("It says why. Next:");
    if (!directory.has(KafkaClusterConfig.FILE)) {
      out.printf(
          "  write %s, which says where Kafka is; or load only, with --no-capture%n",
          directory.locate(KafkaClusterConfig.FILE));
    }
    if (passwordFile == null) {
      out.println("  export " + variable() + "=…");
    }
    out.println("  firn config check --source " + source);
    out.println("  firn doctor --source " + source);
    out.println("  firn bulk-load --source " + source + " --plan");
    out.flush();
  }
}
