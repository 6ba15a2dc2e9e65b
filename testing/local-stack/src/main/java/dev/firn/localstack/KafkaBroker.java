package dev.firn.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A Kafka broker on a port and log directory that it keeps when it is started again. */
public final class KafkaBroker {

  /** Who may log in with SASL PLAIN, and with what. */
  public static final String USER = "firn";

  public static final String PASSWORD = "kafka-canary-7f3a";

  private final int port = FreePort.find();
  private final int tlsPort = FreePort.find();
  private final int saslPort = FreePort.find();
  private final int controllerPort = FreePort.find();
  private final ChildProcess process;
  private final Path directory;

  /**
   * @param tls whose server the broker is beside what it is without TLS; null for a broker without
   */
  KafkaBroker(Path directory, @Nullable Certificates tls) {
    this.directory = directory;
    this.process =
        new ChildProcess(
            "Kafka",
            directory.resolve("logs/kafka.log"),
            "320m",
            "KafkaMain",
            directory.resolve("kafka").toAbsolutePath().toString(),
            Integer.toString(port),
            Integer.toString(controllerPort),
            tls == null ? "" : secured(directory, tls).toString());
  }

  /** A listener that wants a certificate of its clients, and one that wants a password. */
  private Path secured(Path directory, Certificates tls) {
    Properties settings = new Properties();
    String advertised =
        "PLAINTEXT://127.0.0.1:%d,SSL://localhost:%d,SASL_SSL://localhost:%d"
            .formatted(port, tlsPort, saslPort);
    settings.setProperty("advertised.listeners", advertised);
    settings.setProperty("listeners", advertised + ",CONTROLLER://127.0.0.1:" + controllerPort);
    settings.setProperty(
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL");
    settings.setProperty(
        "ssl.keystore.location", tls.certify("kafka", "dns:localhost").store().toString());
    settings.setProperty("ssl.keystore.password", Certificates.STORE_PASSWORD);
    settings.setProperty("ssl.keystore.type", "PKCS12");
    settings.setProperty("ssl.truststore.location", tls.trustStore().toString());
    settings.setProperty("ssl.truststore.password", Certificates.STORE_PASSWORD);
    settings.setProperty("ssl.truststore.type", "PKCS12");
    settings.setProperty("listener.name.ssl.ssl.client.auth", "required");
    settings.setProperty("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
    settings.setProperty(
        "listener.name.sasl_ssl.plain.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required user_%s=\"%s\";"
            .formatted(USER, PASSWORD));
    settings.setProperty(
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
        "org.apache.kafka.common.security.scram.ScramLoginModule required;");
    Path file = directory.resolve("kafka.properties").toAbsolutePath();
    try (Writer out = Files.newBufferedWriter(file)) {
      settings.store(out, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  public void start() {
    process.start();
  }

  public void stop() {
    process.stop();
  }

  /** Ends the broker as {@code kill -9} does. */
  public void kill() {
    process.kill();
  }

  /** Deletes all topics whose names begin so. */
  public void deleteTopics(String beginning) {
    ChildProcess deletion =
        new ChildProcess(
            "the deletion of topics",
            directory.resolve("logs/topics.log"),
            "64m",
            "TopicsMain",
            bootstrapServers(),
            beginning);
    deletion.start();
    deletion.stop();
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Where the broker asks for a certificate, if it is secured. */
  public String tlsServers() {
    return "localhost:" + tlsPort;
  }

  /** Where the broker speaks TLS and asks for a password, if it is secured. */
  public String saslServers() {
    return "localhost:" + saslPort;
  }
}
