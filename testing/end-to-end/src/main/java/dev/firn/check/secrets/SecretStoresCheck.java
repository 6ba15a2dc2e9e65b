package dev.firn.check.secrets;

import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Listener;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.PythonTools;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Has Firn take the password of its database from AWS Secrets Manager, as moto plays it, by the
 * launcher and the jars that people use.
 */
public final class SecretStoresCheck {

  private static final String PASSWORD = "canary-of-aws-7f3a";
  private static final Duration MAX_WAIT = Duration.ofMinutes(5);

  private final FirnInstallation firn = FirnInstallation.current();
  private int cases;
  private int wrong;
  private int leaked;

  private SecretStoresCheck() {}

  /** True if all is as it should be, and also, as it says, where PyPI is not reached. */
  public static boolean run(Options unused) throws Exception {
    return WorkDirectory.use(new SecretStoresCheck()::run);
  }

  private boolean run(Path directory) throws Exception {
    Optional<PythonTools> tools =
        PythonTools.install(firn.repository().resolve("target/python/moto"), MotoServer.PACKAGES);
    if (tools.isEmpty()) {
      System.out.println("RESULT secret-stores cases=not_run wrong=not_run leaked=not_run");
      return true;
    }
    try (LocalStack stack =
            LocalStack.in(Files.createDirectories(directory.resolve("services")))
                .only(Service.POSTGRES)
                .start();
        MotoServer moto = MotoServer.start(tools.get(), directory.resolve("moto.log"))) {
      PostgresServer database = stack.postgres();
      database.execute(
          "CREATE ROLE etl LOGIN PASSWORD '" + PASSWORD + "'",
          "CREATE SCHEMA shop AUTHORIZATION etl",
          "CREATE TABLE shop.orders (id int PRIMARY KEY)",
          "ALTER TABLE shop.orders OWNER TO etl");
      moto.create("prod/shop", "{\"username\":\"etl\",\"password\":\"" + PASSWORD + "\"}");
      moto.create("prod/plain", PASSWORD);
      moto.create("prod/rotated", PASSWORD);
      moto.rotate("prod/rotated", "another");
      Home home = new Home(directory.resolve("home"), database);

      expect(0, "orders", home.with("${AWS:prod/shop#password}"), moto.environment(), "aws");
      expect(0, "orders", home.with("${AWS:prod/plain}"), moto.environment(), "aws");
      expect(0, "orders", home.with("${AWS:prod/rotated##AWSPREVIOUS}"), moto.environment(), "aws");
      expect(4, "FIRN-2", home.with("${AWS:prod/rotated}"), moto.environment(), "aws");
      expect(3, "has no key pass", home.with("${AWS:prod/shop#pass}"), moto.environment(), "aws");
      expect(3, "has no secret prod/no", home.with("${AWS:prod/no}"), moto.environment(), "aws");
      expect(4, "scripts/fetch-aws", home.with("${AWS:prod/plain}"), moto.environment(), "");
      // Beside Iceberg's S3 client, which has the same SDK.
      expect(0, "orders", home.with("${AWS:prod/plain}"), moto.environment(), "s3,aws");
      plan(home.with("${AWS:prod/shop#password}"), moto.environment());
      Map<String, String> away = new HashMap<>(moto.environment());
      moto.close();
      expect(4, "ConnectException", home.with("${AWS:prod/plain}"), away, "aws");
    }
    System.out.printf("RESULT secret-stores cases=%d wrong=%d leaked=%d%n", cases, wrong, leaked);
    return cases > 0 && wrong == 0 && leaked == 0;
  }

  /** Where the configuration is. */
  private record Home(Path path, PostgresServer database) {

    Path with(String password) throws Exception {
      Files.createDirectories(path.resolve("config"));
      Files.writeString(
          path.resolve("config/sources.yaml"),
          """
          sources:
            shop:
              database_type: postgresql
              kafka_topic_prefix: prod
              iceberg_namespace: bronze.shop
              database_connection:
                {host: "%s", port: %d, database: "%s", username: etl, schema: shop, password: "%s"}
          """
              .formatted(database.host(), database.port(), database.database(), password));
      return path;
    }
  }

  private void expect(
      int code, String text, Path home, Map<String, String> environment, String libraries)
      throws Exception {
    Result result = run(home, environment, libraries, "discover", "--source", "shop");
    judge(code, text, result);
  }

  /** A load reads it within Spark. */
  private void plan(Path home, Map<String, String> environment) throws Exception {
    judge(
        0,
        "shop.orders",
        run(home, environment, "aws", "bulk-load", "--source", "shop", "--plan", "--no-capture"));
  }

  private Result run(
      Path home, Map<String, String> environment, String libraries, String... arguments)
      throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("FIRN_HOME", home.toString());
    all.put("FIRN_LIBS", libraries);
    try (FirnProcess process = FirnProcess.start(firn, all, Listener.NONE, arguments)) {
      return process.await(MAX_WAIT);
    }
  }

  private void judge(int code, String text, Result result) {
    cases++;
    String said = result.output() + result.log();
    if (said.contains(PASSWORD)) {
      leaked++;
    }
    boolean isRight = result.exitCode() == code && said.contains(text);
    if (!isRight) {
      wrong++;
    }
    System.out.printf(
        "%s: %d, %s%n",
        isRight ? "right" : "WRONG, expected " + code + " and \"" + text + "\"",
        result.exitCode(),
        said.strip().lines().reduce((first, last) -> last).orElse(""));
  }
}
