package dev.firn.check.secrets;

import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.localstack.Certificates;
import dev.firn.localstack.KafkaBroker;
import dev.firn.localstack.LocalStack;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A pipeline of real parts with a canary in every place where a secret can be configured. What it
 * leaves behind is below {@link #left()}; where secrets must be, such as key stores, is elsewhere.
 */
final class SecretivePipeline implements AutoCloseable {

  static final String SOURCE = "secretive";
  static final String DISTRUSTING = "distrusting";
  static final String REFUSED = "refused";
  static final String USER = "canary_user";
  static final String CONNECTOR = SOURCE + "-cdc";

  private static final Duration MAX_WAIT = Duration.ofMinutes(6);
  private static final String DATABASE_PASSWORD = "CANARY_DB_PASSWORD";

  private final Map<String, Canary> canaries = new TreeMap<>();
  private final FirnInstallation firn = FirnInstallation.current();
  private final LocalStack stack;
  private final RudeServer rude;
  private final Path inputs;
  private final Path left;
  private final Map<String, String> environment = new TreeMap<>();
  private int runs;

  private SecretivePipeline(LocalStack stack, RudeServer rude, Path inputs, Path left) {
    this.stack = stack;
    this.rude = rude;
    this.inputs = inputs;
    this.left = left;
  }

  static SecretivePipeline create(Path directory) throws Exception {
    Path inputs = Files.createDirectories(directory.resolve("inputs"));
    Path left = Files.createDirectories(directory.resolve("left"));
    Certificates authority = Certificates.in(inputs.resolve("tls"));
    Canary password = Canary.of("database_connection.password", "p\"w'\\$&;@/%X db7Qz");
    Canary token = Canary.of("VAULT_TOKEN", "hvs.7fVaultToken3aCANARY");
    Canary connect = Canary.of("connect_password, by Vault", "connect:p4ss/äöü€-Ω-canary");
    LocalStack stack =
        LocalStack.in(Files.createDirectories(directory.resolve("services")))
            .kafkaSecuredBy(authority)
            .connectors("", Map.of(DATABASE_PASSWORD, password.value()))
            .start();
    RudeServer rude = RudeServer.start(token.value(), connect.value());
    SecretivePipeline pipeline = new SecretivePipeline(stack, rude, inputs, left);
    pipeline.keep(password);
    pipeline.keep(token);
    pipeline.keep(connect);
    try {
      pipeline.create(authority);
      return pipeline;
    } catch (Exception e) {
      pipeline.close();
      throw e;
    }
  }

  private Canary keep(Canary canary) {
    canaries.put(canary.place(), canary);
    return canary;
  }

  private String valueAt(String place) {
    return Objects.requireNonNull(canaries.get(place)).value();
  }

  private String secret(String place, String value) {
    return keep(Canary.of(place, value)).value();
  }

  private void create(Certificates authority) throws Exception {
    secret("sasl.jaas.config", KafkaBroker.PASSWORD);
    String trust =
        secret("ssl.truststore.password, by Hadoop", "Tr*st-" + "x".repeat(180) + "-end");
    String store = secret("ssl.keystore.password", "Q0FOQVJZS2V5U3RvcmU9PQ9z");
    String sslPassword = secret("sslpassword, by a file", "ssl<key>pass&word-91c");
    String alias = secret("HADOOP_CREDSTORE_PASSWORD", "jceks-opener-55d1e0");
    Path identity = authority.certify("client").store();
    Path key = authority.encryptedKey("client", sslPassword);
    Path trusted = reopened(authority.trustStore(), Certificates.STORE_PASSWORD, trust);
    Path keys = reopened(identity, Certificates.STORE_PASSWORD, store);
    Files.writeString(inputs.resolve("sslpassword"), sslPassword + "\n");
    String credentials = credentialStore(alias, trust);
    stack
        .postgres()
        .execute(
            "CREATE ROLE "
                + USER
                + " LOGIN REPLICATION PASSWORD '"
                + valueAt("database_connection.password").replace("'", "''")
                + "'",
            "CREATE SCHEMA shop AUTHORIZATION " + USER,
            "GRANT CREATE ON DATABASE " + stack.postgres().database() + " TO " + USER,
            "CREATE TABLE shop.orders (id int PRIMARY KEY, note text, day date)",
            "ALTER TABLE shop.orders OWNER TO " + USER,
            "INSERT INTO shop.orders SELECT g, 'o' || g, '2026-01-01' FROM generate_series(1, 100) g");
    writeConfig(trusted, keys, key, authority.authority());
    writeSpark(credentials);
    environment.put("FIRN_HOME", left.resolve("home").toString());
    environment.put("FIRN_MASTER", "local[2]");
    environment.put("SPARK_CONF_DIR", inputs.resolve("spark").toString());
    environment.put("SPARK_LOCAL_DIRS", Files.createDirectories(left.resolve("local")).toString());
    environment.put("FIRN_SPARK_OPTS", "--conf spark.driver.memory=900m");
    environment.put(DATABASE_PASSWORD, valueAt("database_connection.password"));
    environment.put("KAFKA_CANARY", KafkaBroker.PASSWORD);
    environment.put("STORE_CANARY", store);
    environment.put("VAULT_ADDR", rude.url());
    environment.put("VAULT_TOKEN", valueAt("VAULT_TOKEN"));
    environment.put("HADOOP_CREDSTORE_PASSWORD", alias);
    environment.put(
        "SPARK_SUBMIT_OPTS", "-Djava.io.tmpdir=" + Files.createDirectories(left.resolve("tmp")));
  }

  /** The same store under another password, of keys too. */
  private Path reopened(Path file, String before, String after)
      throws IOException, GeneralSecurityException {
    KeyStore known = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      known.load(in, before.toCharArray());
    }
    for (String name : Collections.list(known.aliases())) {
      if (known.isKeyEntry(name)) {
        known.setKeyEntry(
            name,
            known.getKey(name, before.toCharArray()),
            after.toCharArray(),
            known.getCertificateChain(name));
      }
    }
    Path written = inputs.resolve("canary-" + file.getFileName());
    try (OutputStream out = Files.newOutputStream(written)) {
      known.store(out, after.toCharArray());
    }
    return written;
  }

  /** Made by Hadoop's own tool, which is told the password as the jobs are. */
  private String credentialStore(String password, String kept) throws Exception {
    String path = "jceks://file" + inputs.resolve("secrets.jceks");
    ProcessBuilder tool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                firn.spark() + "/jars/*",
                "org.apache.hadoop.security.alias.CredentialShell",
                "create",
                "trust.password",
                "-value",
                kept,
                "-provider",
                path)
            .redirectErrorStream(true)
            .redirectOutput(inputs.resolve("credential-tool.txt").toFile());
    tool.environment().put("HADOOP_CREDSTORE_PASSWORD", password);
    if (tool.start().waitFor() != 0) {
      throw new IllegalStateException(Files.readString(inputs.resolve("credential-tool.txt")));
    }
    return path;
  }

  private void writeConfig(Path trusted, Path keys, Path key, Path authority) throws IOException {
    Path config = Files.createDirectories(left.resolve("home/config"));
    String place =
        """
              host: %s
              port: %d
              database: %s
              username: %s
              password: ${%s}
              schema: shop
        """
            .formatted(
                stack.postgres().host(),
                stack.postgres().port(),
                stack.postgres().database(),
                USER,
                DATABASE_PASSWORD);
    Files.writeString(
        config.resolve("sources.yaml"),
        """
        sources:
          %1$s:
            database_type: postgresql
            kafka_topic_prefix: firn.secretive
            kafka_cluster: primary
            iceberg_namespace: bronze.secretive
            outage_timeout: 5s
            database_connection:
        %2$s
          %3$s:
            database_type: postgresql
            kafka_topic_prefix: firn.distrusting
            kafka_cluster: rude
            iceberg_namespace: bronze.distrusting
            iceberg_catalog: other
            outage_timeout: 5s
            bulk_load:
              max_retries: 0
            database_connection:
        %2$s      sslmode: verify-full
              sslrootcert: %4$s
              sslcert: %5$s
              sslkey: %6$s
              sslpassword: ${FILE:%7$s}
          %8$s:
            database_type: postgresql
            kafka_topic_prefix: firn.refused
            kafka_cluster: rude
            iceberg_namespace: bronze.refused
            iceberg_catalog: other
            outage_timeout: 5s
            bulk_load:
              max_retries: 0
            database_connection:
        %2$s
        """
            .formatted(
                SOURCE,
                place,
                DISTRUSTING,
                authority,
                inputs.resolve("tls/client.crt"),
                key,
                inputs.resolve("sslpassword"),
                REFUSED));
    String secured =
        """
            connect_user: canary
            connect_password: ${VAULT:secret/firn#password}
            properties:
              security.protocol: SASL_SSL
              sasl.mechanism: PLAIN
              sasl.jaas.config: org.apache.kafka.common.security.plain.PlainLoginModule required username="%s" password="${KAFKA_CANARY}";
              ssl.truststore.location: %s
              ssl.truststore.type: PKCS12
              ssl.truststore.password: ${HADOOP:trust.password}
              ssl.keystore.location: %s
              ssl.keystore.type: PKCS12
              ssl.keystore.password: ${STORE_CANARY}
              ssl.key.password: ${STORE_CANARY}
        """
            .formatted(KafkaBroker.USER, trusted, keys);
    Files.writeString(
        config.resolve("kafka_clusters.yaml"),
        """
        kafka_clusters:
          primary:
            bootstrap_servers: %1$s
            connect_url: %2$s
        %3$s
          rude:
            bootstrap_servers: %1$s
            connect_url: %4$s
        %3$s
        """
            .formatted(stack.kafka().saslServers(), stack.connect().url(), secured, rude.url()));
  }

  /** Catalogs and stores that people give their secrets by Spark's settings. */
  private void writeSpark(String credentials) throws IOException {
    Path directory = Files.createDirectories(inputs.resolve("spark"));
    Path events = Files.createDirectories(left.resolve("events"));
    List<String> settings = new ArrayList<>();
    settings.add("spark.eventLog.enabled true");
    settings.add("spark.eventLog.compress false");
    settings.add("spark.eventLog.dir file:" + events);
    settings.add("spark.hadoop.hadoop.security.credential.provider.path " + credentials);
    settings.add("spark.hadoop.fs.s3a.access.key AKIACANARY7F3A");
    settings.add(
        "spark.hadoop.fs.s3a.secret.key "
            + secret("fs.s3a.secret.key", "s3/Secret+Key=7f3aCANARY"));
    settings.add(
        "spark.hadoop.fs.s3a.session.token "
            + secret("fs.s3a.session.token", "FwoGZXIvYXdzSession7f3a"));
    settings.add("spark.sql.catalog.other org.apache.iceberg.spark.SparkCatalog");
    settings.add("spark.sql.catalog.other.type rest");
    settings.add("spark.sql.catalog.other.uri " + rude.url());
    settings.add(
        "spark.sql.catalog.other.token " + secret("catalog token", "eyJhbGciOiCANARYtoken"));
    settings.add(
        "spark.sql.catalog.other.header.X-Api-Key "
            + secret("catalog header", "apikey-0b1c2d3e4f"));
    settings.add(
        "spark.sql.catalog.other.s3.secret-access-key "
            + secret("catalog s3.secret-access-key", "catalogS3/Secret7f3a"));
    settings.add("spark.sql.catalog.oauth org.apache.iceberg.spark.SparkCatalog");
    settings.add("spark.sql.catalog.oauth.type rest");
    settings.add("spark.sql.catalog.oauth.uri " + rude.url());
    settings.add(
        "spark.sql.catalog.oauth.credential client:"
            + secret("catalog credential", "oauth-credential-7f3a"));
    settings.add("spark.sql.catalog.base org.apache.iceberg.spark.SparkCatalog");
    settings.add("spark.sql.catalog.base.type jdbc");
    settings.add(
        "spark.sql.catalog.base.uri jdbc:postgresql://127.0.0.1:1/c?user=u&password="
            + secret("password in a JDBC URL", "inJdbcUrl7f3a"));
    settings.add("spark.sql.catalog.base.warehouse file:/tmp/none");
    settings.add(
        "spark.sql.catalog.base.jdbc.password " + secret("catalog jdbc.password", "jdbcPass7f3a"));
    settings.add(
        "spark.my.oracle.url jdbc:oracle:thin:scott/"
            + secret("userinfo in a URL of Oracle", "tiger7f3aCANARY")
            + "@db.example.com:1521/CRM");
    settings.add("spark.my.ORACLE_PWD " + secret("a setting that ends in PWD", "pwdSetting7f3a"));
    settings.add(
        "spark.ssl.keyStorePassword " + secret("spark.ssl.keyStorePassword", "sparkSsl7f3a"));
    Files.write(directory.resolve("spark-defaults.conf"), settings);
  }

  /** One more, of somebody who has mistaken himself. */
  String secretOf(String place) {
    return secret(place, "wrong-" + (canaries.size() * 7919) + "-7f3aCANARY");
  }

  List<Canary> canaries() {
    return List.copyOf(canaries.values());
  }

  /** All that is searched. */
  Path left() {
    return left;
  }

  LocalStack stack() {
    return stack;
  }

  RudeServer rude() {
    return rude;
  }

  /** Logs everything, and is told what a fault needs otherwise. */
  FirnProcess start(Map<String, String> otherwise, String... command) throws IOException {
    Map<String, String> all = new TreeMap<>(environment);
    Path log = Files.createDirectories(left.resolve("console")).resolve("trace.properties");
    Files.writeString(log, TRACE);
    all.merge(
        "FIRN_SPARK_OPTS",
        "--conf spark.driver.extraJavaOptions=-Dlog4j2.configurationFile=file:" + log,
        (given, more) -> given + " " + more);
    all.putAll(otherwise);
    return FirnProcess.start(firn, all, FirnProcess.Listener.NONE, command);
  }

  /** Runs it to its end, and keeps all that it says. */
  FirnProcess.Result run(Map<String, String> otherwise, String... command) throws Exception {
    try (FirnProcess process = start(otherwise, command)) {
      FirnProcess.Result result = process.await(MAX_WAIT);
      keep(result, command);
      System.out.printf(
          "  %s: exit %d, %d KB said%n",
          String.join(" ", command),
          result.exitCode(),
          (result.log().length() + result.output().length()) / 1024);
      return result;
    }
  }

  void keep(FirnProcess.Result result, String... command) throws IOException {
    runs++;
    Path file = left.resolve("console/%02d-%s.txt".formatted(runs, command[0]));
    Files.writeString(file, String.join(" ", command) + "\n" + result.output() + result.log());
  }

  /** What everybody on the machine can see of the processes that run. */
  void keepCommandLines(long process) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path one : all) {
        try {
          String line = Files.readString(one.resolve("cmdline")).replace('\0', ' ');
          if (line.contains(SOURCE) || one.endsWith(Long.toString(process))) {
            lines.add(line);
          }
        } catch (IOException gone) {
          continue;
        }
      }
    }
    Files.write(left.resolve("console/command-lines.txt"), lines);
  }

  URI connectorPage() {
    return stack.connect().url().resolve("/connectors/" + CONNECTOR);
  }

  @Override
  public void close() {
    rude.close();
    stack.close();
  }

  private static final String TRACE =
      """
      status = warn
      name = trace
      appender.console.type = Console
      appender.console.name = console
      appender.console.target = SYSTEM_ERR
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d %-5p %c: %m%n%ex
      rootLogger.level = trace
      rootLogger.appenderRef.console.ref = console
      """;
}
