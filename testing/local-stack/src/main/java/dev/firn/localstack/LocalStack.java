package dev.firn.localstack;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, a Kafka broker and Kafka Connect with Debezium, each a process of its own on a free
 * port of this machine. They end when this is closed, and also when this process is killed.
 */
public final class LocalStack implements AutoCloseable {

  private final @Nullable PostgresServer postgres;
  private final @Nullable KafkaBroker kafka;
  private final @Nullable ConnectWorker connect;

  private LocalStack(
      @Nullable PostgresServer postgres,
      @Nullable KafkaBroker kafka,
      @Nullable ConnectWorker connect) {
    this.postgres = postgres;
    this.kafka = kafka;
    this.connect = connect;
  }

  /**
   * @param directory where the services keep their data, and their logs in {@code logs/}
   */
  public static Builder in(Path directory) {
    return new Builder(directory);
  }

  /** Chooses what is started. */
  public static final class Builder {
    private final Path directory;
    private Set<Service> services = EnumSet.allOf(Service.class);
    private Map<String, String> postgresVersion = Map.of();
    private Consumer<String> progress = line -> {};
    private String otherKafka = "";
    private @Nullable Certificates kafkaTls;
    private String otherConnectors = "";
    private Map<String, String> lookedUp = Map.of();

    private Builder(Path directory) {
      this.directory = directory;
    }

    public Builder only(Service first, Service... more) {
      services = EnumSet.of(first, more);
      return this;
    }

    /** PostgreSQL is of the oldest version that Firn reads. */
    public Builder oldestPostgres() {
      postgresVersion =
          Map.of("FIRN_POSTGRES_BINARIES", ChildClassPath.beside("postgres/oldest.jar").toString());
      return this;
    }

    /** PostgreSQL is as whoever installs it finds it: nothing is set for replication. */
    public Builder postgresAsInstalled() {
      postgresVersion = Map.of("FIRN_POSTGRES_AS_INSTALLED", "true");
      return this;
    }

    /** Kafka is there already, and none is started beside it. */
    public Builder kafkaAt(String bootstrapServers) {
      otherKafka = bootstrapServers;
      return this;
    }

    /** Kafka listens with TLS and SASL too, as somebody whom the authority certifies. */
    public Builder kafkaSecuredBy(Certificates authority) {
      kafkaTls = authority;
      return this;
    }

    /**
     * Connect has these connectors and no others.
     *
     * @param libraries the class path of Connect with them
     * @param environment what they look up there
     */
    public Builder connectors(String libraries, Map<String, String> environment) {
      otherConnectors = libraries;
      lookedUp = Map.copyOf(environment);
      return this;
    }

    public Builder reportTo(Consumer<String> lines) {
      progress = lines;
      return this;
    }

    /**
     * @throws IllegalStateException with the end of its log if a service does not start
     */
    public LocalStack start() {
      PostgresServer postgres =
          services.contains(Service.POSTGRES)
              ? new PostgresServer(directory, postgresVersion)
              : null;
      boolean needsKafka = services.contains(Service.KAFKA) || services.contains(Service.CONNECT);
      KafkaBroker kafka =
          needsKafka && otherKafka.isEmpty() ? new KafkaBroker(directory, kafkaTls) : null;
      ConnectWorker connect =
          services.contains(Service.CONNECT)
              ? new ConnectWorker(
                  directory, kafka == null ? otherKafka : kafka.bootstrapServers(), environment())
              : null;
      if (connect != null && !otherConnectors.isEmpty()) {
        connect.with(otherConnectors);
      }
      LocalStack stack = new LocalStack(postgres, kafka, connect);
      Thread hook = new Thread(stack::close);
      Runtime.getRuntime().addShutdownHook(hook);
      try {
        CompletableFuture<Void> database =
            CompletableFuture.runAsync(() -> startPostgres(postgres));
        startKafka(kafka);
        startConnect(connect);
        database.join();
        return stack;
      } catch (CompletionException e) {
        stack.close();
        throw e.getCause() instanceof RuntimeException cause ? cause : e;
      } catch (RuntimeException e) {
        stack.close();
        throw e;
      }
    }

    private Map<String, String> environment() {
      Map<String, String> environment = new HashMap<>(lookedUp);
      environment.put("POSTGRES_PASSWORD", "postgres");
      environment.put("FIRN_REDO", redo(directory).toAbsolutePath().toString());
      return environment;
    }

    private void startPostgres(@Nullable PostgresServer postgres) {
      if (postgres != null) {
        timed("PostgreSQL", postgres::start, "port " + postgres.port());
      }
    }

    private void startKafka(@Nullable KafkaBroker kafka) {
      if (kafka != null) {
        timed("Kafka", kafka::start, kafka.bootstrapServers());
      }
    }

    private void startConnect(@Nullable ConnectWorker connect) {
      if (connect != null) {
        timed("Kafka Connect", connect::start, connect.url().toString());
      }
    }

    private void timed(String name, Runnable start, String where) {
      long began = System.nanoTime();
      start.run();
      long tenths = (System.nanoTime() - began) / 100_000_000;
      progress.accept(
          name + " is ready at " + where + " (" + tenths / 10 + "." + tenths % 10 + " s)");
    }
  }

  /** Where Connect's connector of Oracle finds what it sends, in a file per topic prefix. */
  public static Path redo(Path directory) {
    return directory.resolve("redo");
  }

  public PostgresServer postgres() {
    return present(postgres, Service.POSTGRES);
  }

  public KafkaBroker kafka() {
    return present(kafka, Service.KAFKA);
  }

  public ConnectWorker connect() {
    return present(connect, Service.CONNECT);
  }

  private static <T> T present(@Nullable T service, Service name) {
    if (service == null) {
      throw new IllegalStateException(name + " is not part of this stack");
    }
    return service;
  }

  @Override
  public void close() {
    if (connect != null) {
      connect.kill();
    }
    if (kafka != null) {
      kafka.kill();
    }
    if (postgres != null) {
      postgres.stop();
    }
  }
}
