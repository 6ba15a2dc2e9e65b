package dev.firn.endtoend.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.process.FirnProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What scripts/firn makes of its arguments, with a spark-submit that only prints what it gets. */
class LauncherIT {
  private static final FirnInstallation FIRN = FirnInstallation.current();

  /** Of the spark-submit, where nobody may come to it. */
  private static final int SPARK_WAS_STARTED = 42;

  private final Map<String, String> environment = new HashMap<>();
  @TempDir Path directory;

  @BeforeEach
  void pretendToBeSpark() throws IOException {
    Path spark = directory.resolve("spark with blanks");
    script(
        spark.resolve("bin/spark-submit"),
        """
        printf '%s\\n' "$@"
        echo "home $FIRN_HOME"
        echo "jvm ${SPARK_SUBMIT_OPTS:-}"
        [[ -z ${READS:-} ]] || cat
        [[ -z ${WAITS:-} ]] || { trap 'kill $!; echo stopped; exit 0' TERM; sleep 60 & echo waits >&2; wait; }
        exit "${CODE:-0}"
        """);
    environment.put("SPARK_HOME", spark.toString());
    Path home = directory.resolve("home with blanks");
    environment.put("FIRN_HOME", home.toString());
    Files.createDirectories(home.resolve("config"));
    Files.writeString(
        home.resolve("config/sources.yaml"),
        """
        sources:
          shop:
            database_type: postgresql
            kafka_topic_prefix: shop
            iceberg_namespace: shop
            database_connection:
              host: 127.0.0.1
              database: shop
              username: shop
              password: ${SHOP_PASSWORD}
              schema: public
        """);
    Files.writeString(
        home.resolve("config/kafka_clusters.yaml"),
        "kafka_clusters: {primary: {bootstrap_servers: \"127.0.0.1:1\"}}");
    environment.put("SHOP_PASSWORD", "open sesame");
  }

  @Test
  void passesTheOptionsOfTheJobOnUnchanged() throws Exception {
    String config = environment.get("FIRN_HOME") + "/config";
    Result result =
        run("bulk-load", "--source", "shop", "--config", config, "--table-filter", "C%", "--yes");

    assertThat(result.output())
        .contains("--class\ndev.firn.bulkload.BulkLoadCommand\n")
        .contains(
            "jobs/bulk-load-job.jar\n--source\nshop\n--config\n"
                + config
                + "\n--table-filter\nC%\n--yes\n")
        .contains("home " + environment.get("FIRN_HOME"));
    assertThat(result.log()).isEmpty();
    assertThat(result.exitCode()).isZero();
  }

  /** Not even its jars: this Spark has none. */
  @Test
  void looksAtConfigurationWithoutSpark() throws Exception {
    Result check = run("config", "check");
    assertThat(check.log()).isEmpty();
    assertThat(check.output()).contains("sources.yaml: shop\n").endsWith("No problems.\n");
    assertThat(check.exitCode()).isZero();

    assertThat(run("config", "show", "--origin", "--source", "shop").output())
        .contains("password: \"******\"")
        .contains("${SHOP_PASSWORD}")
        .doesNotContain("open sesame");
    assertThat(run("config", "--help").output()).startsWith("Usage: firn config").contains("init");
    assertThat(run("config", "check", "--source", "shpo").exitCode()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bulk-load", "cdc", "dlq", "validate"})
  void answersWithoutSparkWhatNeedsNone(String command) throws Exception {
    environment.put("CODE", Integer.toString(SPARK_WAS_STARTED));
    Result help = run(command, "--help");
    assertThat(help.output()).startsWith("Usage: firn " + command).contains("Exit codes:");
    assertThat(help.log()).isEmpty();
    assertThat(help.exitCode()).isZero();

    Result version = run(command, "--version");
    assertThat(version.output()).startsWith("Firn ").contains("Spark 4.1");
    assertThat(version.exitCode()).isZero();

    Result usage = run(called(command, "--source", "shop", "--sauce", "x"));
    assertThat(usage.log()).contains("--sauce").contains("See firn " + command + " --help");
    assertThat(usage.output()).isEmpty();
    assertThat(usage.exitCode()).isEqualTo(2);

    Result unknown = run(called(command, "--source", "shoop"));
    assertThat(unknown.log()).contains("shoop").contains("Known sources are [shop]");
    assertThat(unknown.exitCode()).isEqualTo(3);

    environment.remove("SHOP_PASSWORD");
    Result secret = run(called(command, "--source", "shop"));
    assertThat(secret.log()).contains("environment variable SHOP_PASSWORD is not set");
    assertThat(secret.output()).isEmpty();
    assertThat(secret.exitCode()).isEqualTo(3);

    environment.put("SHOP_PASSWORD", "open sesame");
    assertThat(run(called(command, "--source", "shop")).exitCode()).isEqualTo(SPARK_WAS_STARTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "help",
        "bulk-load",
        "cdc",
        "dlq",
        "validate",
        "sql",
        "status",
        "doctor",
        "discover",
        "config",
        "config init",
        "config check",
        "config show",
        "config schema",
        "warm-up",
        "demo"
      })
  void helpHasExamplesAndExitCodesAndFitsIntoATerminal(String command) throws Exception {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.add("--help");
    Result help = run(words.toArray(String[]::new));

    assertThat(help.exitCode()).isZero();
    assertThat(help.log()).isEmpty();
    assertThat(help.output())
        .containsPattern("(?m)^Examples?:$")
        .containsPattern("(?m)^Exit codes:")
        .doesNotContain("\033");
    assertThat(help.output().lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    String examples = help.output().substring(help.output().indexOf("Example"));
    String name = command.equals("help") ? "" : " " + command.split(" ", -1)[0];
    assertThat(examples).containsPattern("(?m)^  firn" + name);
  }

  @Test
  void sqlNeedsNoPasswordAndRunsWhereItWasTyped() throws Exception {
    environment.remove("SHOP_PASSWORD");
    environment.put("FIRN_SPARK_OPTS", "--deploy-mode cluster");
    environment.put("NO_COLOR", "1");
    Result result = run("sql", "-e", "SELECT 1");

    assertThat(result.log()).isEmpty();
    assertThat(result.output())
        .contains("--class\ndev.firn.query.SqlCommand\n")
        .containsPattern("(?s)--deploy-mode\ncluster\n--deploy-mode\nclient\n")
        .contains("-Dfirn.no-color=1")
        .contains("jobs/validate-job.jar\n-e\nSELECT 1\n");
    assertThat(run("sql", "--source", "shoop", "-e", "SELECT 1").exitCode()).isEqualTo(3);
    assertThat(run("sql", "--limit", "-1", "-e", "SELECT 1").exitCode()).isEqualTo(2);
    assertThat(run("sql", "-f", "none.sql").log()).contains("Cannot read none.sql");
  }

  /** The action of dlq is not optional. */
  private static String[] called(String command, String... options) {
    List<String> words = new ArrayList<>(List.of(command));
    if (command.equals("dlq")) {
      words.add("retry");
    }
    words.addAll(List.of(options));
    return words.toArray(String[]::new);
  }

  @Test
  void leavesTheConfigurationAloneThatOnlyTheDriverOfAClusterHas() throws Exception {
    environment.put("CODE", Integer.toString(SPARK_WAS_STARTED));
    String[] elsewhere = {"cdc", "--source", "elsewhere"};
    assertThat(run(elsewhere).exitCode()).isEqualTo(3);

    environment.put("FIRN_SPARK_OPTS", "--deploy-mode cluster");
    assertThat(run(elsewhere).exitCode()).isEqualTo(SPARK_WAS_STARTED);
    assertThat(run("cdc", "--source", "shop", "--sauce", "x").exitCode()).isEqualTo(2);

    environment.put("FIRN_SPARK_OPTS", "--files /elsewhere/sources.yaml");
    assertThat(run(elsewhere).exitCode()).isEqualTo(SPARK_WAS_STARTED);

    environment.put("FIRN_SPARK_OPTS", "--properties-file=cluster.conf");
    assertThat(run(elsewhere).exitCode()).isEqualTo(SPARK_WAS_STARTED);

    environment.remove("FIRN_SPARK_OPTS");
    Path conf = Path.of(environment.get("SPARK_HOME"), "conf");
    Files.createDirectories(conf);
    Files.writeString(conf.resolve("spark-defaults.conf"), "spark.submit.deployMode cluster\n");
    assertThat(run(elsewhere).exitCode()).isEqualTo(SPARK_WAS_STARTED);

    Files.delete(conf.resolve("spark-defaults.conf"));
    assertThat(run(elsewhere).exitCode()).isEqualTo(3);
    Files.writeString(conf.resolve("spark-env.sh"), "SHOP_PASSWORD=mellon\n");
    assertThat(run(elsewhere).exitCode()).isEqualTo(SPARK_WAS_STARTED);
  }

  @Test
  void tellsADriverElsewhereWhatSurvivesIt() throws Exception {
    environment.put("FIRN_HOME", "s3a://lake/firn");
    environment.put("FIRN_SPARK_OPTS", "--deploy-mode cluster");
    assertThat(run("cdc", "--source", "shop").output())
        .contains("home s3a://lake/firn")
        .contains("--conf\nspark.yarn.appMasterEnv.FIRN_HOME=s3a://lake/firn\n")
        .contains("--conf\nspark.kubernetes.driverEnv.FIRN_HOME=s3a://lake/firn\n")
        .contains("--add-opens=java.base/java.nio=ALL-UNNAMED");

    environment.remove("FIRN_HOME");
    Result refused = run("cdc", "--source", "shop");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.log()).contains("FIRN_HOME is not set");
    environment.put(
        "FIRN_SPARK_OPTS",
        "--deploy-mode cluster --conf spark.yarn.appMasterEnv.FIRN_HOME=hdfs:///firn");
    assertThat(run("cdc", "--source", "shop").output()).doesNotContain("driverEnv");
  }

  @Test
  void leavesWhatIsTypedToTheJob() throws Exception {
    environment.put("READS", "yes");
    ProcessBuilder builder = new ProcessBuilder(FIRN.command("cdc"));
    builder.command().addAll(List.of("--source", "shop"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().write("YES\n".getBytes(UTF_8));
    process.getOutputStream().close();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).contains("\nYES\n");
  }

  @Test
  void endsWithTheExitCodeOfTheJob() throws Exception {
    environment.put("CODE", "7");

    assertThat(run("validate", "--source", "shop").exitCode()).isEqualTo(7);
  }

  @Test
  void stopsTheJobWhenItIsStopped() throws Exception {
    environment.put("WAITS", "yes");
    try (FirnProcess process =
        FirnProcess.start(FIRN, environment, Listener.NONE, "cdc", "--source", "shop")) {
      while (!process.log().contains("waits")) {
        Thread.sleep(20);
      }
      process.terminate();
      Result result = process.await(Duration.ofSeconds(20));

      assertThat(result.output()).contains("stopped");
      assertThat(result.exitCode()).isZero();
    }
  }

  @Test
  void runsOnALocalMasterWithoutAskingExecutorsToFetchJars() throws Exception {
    Result result = run("cdc", "--source", "shop");

    assertThat(result.output())
        .contains("--master\nlocal[*]\n")
        .contains("--driver-class-path\n" + FIRN.repository() + "/deploy/target/firn/lib/*\n")
        .doesNotContain("--jars");
  }

  @Test
  void takesMasterAndClassPathOfTheSparkDefaults() throws Exception {
    Path conf = Path.of(environment.get("SPARK_HOME"), "conf");
    Files.createDirectories(conf);
    Files.writeString(
        conf.resolve("spark-defaults.conf"),
        """
        # spark.master local
        spark.master                  spark://there:7077
        spark.driver.extraClassPath = /opt/ojdbc8.jar
        """);

    assertThat(run("cdc", "--source", "shop").output())
        .contains("--master\nspark://there:7077\n")
        .contains("firn/lib/*:/opt/ojdbc8.jar\n")
        .containsPattern(
            "--jars\n.*/lib/iceberg-spark-runtime-[^,]*.jar,.*/sqlite-jdbc-[^,]*.jar\n");
  }

  @Test
  void letsTheEnvironmentChooseMasterMemoryJarsAndOptions() throws Exception {
    environment.put("FIRN_MASTER", "spark://here:7077");
    environment.put("FIRN_DRIVER_MEMORY", "3g");
    environment.put("FIRN_JARS", "/opt/a.jar,/opt/b.jar");
    environment.put("FIRN_SPARK_OPTS", "--executor-cores 2");

    assertThat(run("cdc", "--spark-conf", "spark.x=y z", "--source", "shop").output())
        .contains("--master\nspark://here:7077\n--driver-memory\n3g\n")
        .contains("/lib/*:/opt/a.jar:/opt/b.jar\n")
        .containsPattern("--jars\n.*,/opt/a.jar,/opt/b.jar\n")
        .contains("--executor-cores\n2\n--conf\nspark.x=y z\n");
  }

  @Test
  void addsTheSetsOfJarsThatAreNamedAndRefusesOthers() throws Exception {
    Path tree = directory.resolve("clone");
    Path built = Files.createDirectories(tree.resolve("deploy/target/firn"));
    Path set = Files.createDirectories(built.resolve("optional/s3"));
    for (String part : List.of("jobs", "lib")) {
      Files.createSymbolicLink(
          built.resolve(part), FIRN.repository().resolve("deploy/target/firn/" + part));
    }
    Files.createDirectories(tree.resolve("scripts"));
    Files.copy(FIRN.repository().resolve("scripts/firn"), tree.resolve("scripts/firn"));
    executable(tree.resolve("scripts/firn"));
    FirnInstallation firn = new FirnInstallation(tree);
    environment.put("FIRN_MASTER", "spark://here:7077");
    environment.put("FIRN_JARS", "/opt/a.jar");
    environment.put("FIRN_LIBS", "s3");
    Result missing = run(firn, "cdc", "--source", "shop");
    assertThat(missing.exitCode()).isEqualTo(4);
    assertThat(missing.log()).contains("optional/s3\" holds no jar", "scripts/fetch-s3");

    Path jar = Files.createFile(set.resolve("client.jar"));
    assertThat(run(firn, "cdc", "--source", "shop").output())
        .contains("/lib/*:/opt/a.jar:" + jar + "\n")
        .containsPattern("--jars\n.*,/opt/a.jar," + jar + "\n");

    environment.put("FIRN_LIBS", "s3,s4");
    Result unknown = run(firn, "cdc", "--source", "shop");
    assertThat(unknown.exitCode()).isEqualTo(2);
    assertThat(unknown.log()).contains("Unknown set \"s4\"", "[s3, s3a, aws, hive, openlineage]");
  }

  @Test
  void leavesTheMasterToAnOptionThatNamesIt() throws Exception {
    assertThat(run("cdc", "--source", "shop", "--spark-conf", "spark.master=local[1]").output())
        .contains("spark.master=local[1]")
        .doesNotContain("--master");
  }

  @Test
  void printsACommandThatAShellCanRun() throws Exception {
    String config = environment.get("FIRN_HOME") + "/config";
    String[] call = {"cdc", "--source", "shop", "--config", config};
    String[] printed = {"cdc", "--source", "shop", "--config", config, "--print-command"};
    String command = run(printed).output();
    Path pasted = directory.resolve("pasted");
    script(pasted, command);
    Process process = new ProcessBuilder(pasted.toString()).start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(run(call).output());
  }

  @Test
  void aJobFindsMostClassesWhereTheBuildHasKeptThem() throws Exception {
    environment.remove("SPARK_HOME");
    Path loaded = directory.resolve("loaded");
    environment.put("SPARK_SUBMIT_OPTS", "-Xlog:class+load:file=" + loaded);

    try (FirnProcess job =
        FirnProcess.start(FIRN, environment, Listener.NONE, "bulk-load", "--source", "shop")) {
      job.await(Duration.ofMinutes(2));
    }

    List<String> classes = Files.readAllLines(loaded);
    long kept = classes.stream().filter(line -> line.contains("shared objects file")).count();
    assertThat(kept).isGreaterThan(classes.size() / 2);
  }

  @Test
  void leavesTheCollectorOfTheStreamToWhoeverHasChosenOne() throws Exception {
    environment.put("SPARK_SUBMIT_OPTS", "-Xint");
    assertThat(jvm()).isEqualTo("jvm -XX:+UseParallelGC -Xint");
    assertThat(jvm("--spark-conf", "spark.driver.extraJavaOptions=-XX:+UseG1GC"))
        .isEqualTo("jvm -Xint");
    environment.put("JAVA_TOOL_OPTIONS", "-XX:+UseZGC");
    assertThat(jvm()).isEqualTo("jvm -Xint");
  }

  @Test
  void givesTheStreamsJobsTheirPoolsUnlessSomebodyWantsAnotherWay() throws Exception {
    assertThat(run("bulk-load", "--source", "shop").output())
        .contains("--class")
        .doesNotContain("spark.scheduler");
    assertThat(run("cdc", "--source", "shop").output())
        .contains("--conf\nspark.scheduler.mode=FAIR\n")
        .containsPattern("--conf\nspark.scheduler.allocation.file=file:/.*/fairscheduler.xml\n");
    assertThat(
            run("cdc", "--source", "shop", "--spark-conf", "spark.submit.deployMode=cluster")
                .output())
        .contains("--conf\nspark.scheduler.mode=FAIR\n")
        .doesNotContain("fairscheduler.xml");
    assertThat(run("cdc", "--source", "shop", "--spark-conf", "spark.scheduler.mode=FIFO").output())
        .containsPattern("(?s)spark.scheduler.mode=FAIR\n.*spark.scheduler.mode=FIFO\n");
  }

  @Test
  void theSparkOfTheBuildDoesNotWarnOfModulesInTheIncubator() throws Exception {
    Process process =
        new ProcessBuilder(FIRN.spark().resolve("bin/spark-submit").toString(), "--version")
            .redirectErrorStream(true)
            .start();

    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
        .contains("version 4.1")
        .doesNotContain("incubator");
  }

  /** What the stream's JVM would be started with, called without the settings of other tests. */
  private String jvm(String... options) throws Exception {
    List<String> command = new ArrayList<>(FIRN.command("cdc"));
    command.addAll(List.of("--source", "shop"));
    command.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.start();
    return new String(process.getInputStream().readAllBytes(), UTF_8)
        .lines()
        .filter(line -> line.startsWith("jvm "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void refusesAnUnknownCommand() throws Exception {
    Result result = run("load");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.log())
        .isEqualTo(
            "FIRN-1020 Unknown command \"load\","
                + " known commands are [bulk-load, cdc, dlq, validate, sql, status, doctor, discover, config, warm-up, demo, help].\n");
  }

  @Test
  void refusesAnotherSpark() throws Exception {
    Path jars = Path.of(environment.get("SPARK_HOME"), "jars");
    Files.createDirectories(jars);
    Files.createFile(jars.resolve("spark-core_2.12-3.5.6.jar"));
    Result result = run("cdc", "--source", "shop");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log())
        .contains("it is spark-core_2.12-3.5.6, Firn needs Spark 4.1 with Scala 2.13.");
  }

  @Test
  void refusesAnotherJava() throws Exception {
    Path java = directory.resolve("jdk");
    script(java.resolve("bin/java"), "echo 'openjdk version \"21.0.2\" 2024-01-16' >&2");
    environment.put("JAVA_HOME", java.toString());
    Result result = run("cdc", "--source", "shop");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log()).contains("it needs Java 17").contains("is Java 21. Set JAVA_HOME");
  }

  @Test
  void saysHowToBuildWhatIsNotBuilt() throws Exception {
    Path tree = directory.resolve("clone");
    Files.createDirectories(tree.resolve("scripts"));
    Files.copy(FIRN.repository().resolve("scripts/firn"), tree.resolve("scripts/firn"));
    executable(tree.resolve("scripts/firn"));
    Result result = run(new FirnInstallation(tree), "cdc", "--source", "shop");

    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.log())
        .contains("is not built. Build it with \"mvn -B -ntp package -DskipTests\" in \"" + tree);
  }

  private Result run(String... arguments) throws Exception {
    return run(FIRN, arguments);
  }

  private Result run(FirnInstallation firn, String... arguments) throws Exception {
    try (FirnProcess process = FirnProcess.start(firn, environment, Listener.NONE, arguments)) {
      return process.await(Duration.ofSeconds(20));
    }
  }

  private static void script(Path file, String body) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + body);
    executable(file);
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
