package dev.firn.check.load;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.RepeatedLoads;
import dev.firn.endtoend.shop.Shop;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.localstack.oracle.OracleStandIn;
import dev.firn.localstack.oracle.StandInDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** A source of Firn that is an Oracle made of PostgreSQL, and a lakehouse for it. */
final class OracleSource implements AutoCloseable {

  private final FirnInstallation firn = FirnInstallation.current();
  private final LocalStack stack;
  private final OracleStandIn oracle;
  private final Database database;
  private final ShopSource source;

  private OracleSource(LocalStack stack, Path directory) throws IOException {
    this.stack = stack;
    this.oracle = OracleStandIn.on(stack.postgres());
    this.database = Database.of(stack.postgres());
    Path home = Files.createDirectories(directory.resolve("home"));
    this.source = ShopSource.create(firn, Bank.SOURCE, home, database, "localhost:9092");
    Files.writeString(home.resolve("config/sources.yaml"), sources());
  }

  static OracleSource in(Path directory) throws IOException {
    return new OracleSource(
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start(), directory);
  }

  private String sources() {
    return """
        sources:
          %s:
            database_type: oracle
            kafka_topic_prefix: firn.%s
            iceberg_namespace: %s
            # A failure that lasts is seen to its end.
            outage_timeout: 2s
            database_connection:
              host: db.example.com
              service_name: %s
              username: %s
              password: ${%s}
              schema: %s
            bulk_load:
              max_retries: 1
              retry_backoff: 1
        """
        .formatted(
            Bank.SOURCE,
            Bank.SOURCE,
            ShopSource.NAMESPACE,
            oracle.service(),
            database.username(),
            ShopSource.PASSWORD_VARIABLE,
            Shop.SCHEMA);
  }

  Database database() {
    return database;
  }

  ShopSource source() {
    return source;
  }

  /**
   * A JVM for loads of it.
   *
   * @param javaOptions that it gets in addition
   */
  RepeatedLoads loads(String javaOptions) throws IOException {
    return RepeatedLoads.start(
        firn,
        source.environment(),
        firn.repository().resolve("testing/local-stack/target/classes").toString(),
        "-Dfirn.oracle-driver=" + StandInDriver.class.getName() + " " + javaOptions);
  }

  /** Has the server of those JVMs fail, once their next session begins. */
  void fail(Fault fault) throws SQLException {
    database.execute(
        "INSERT INTO oracle.fault (step, part, nth, times, code, reported)"
            + " VALUES ('%s', '%s', %d, %d, %d, %b)"
                .formatted(
                    fault.step(),
                    fault.part(),
                    fault.nth(),
                    fault.times(),
                    fault.code(),
                    fault.isReported()));
  }

  void forgetFaults() throws SQLException {
    database.execute("DELETE FROM oracle.fault");
  }

  /**
   * A failure of the server.
   *
   * @param step LOGIN, QUERY or ROW
   * @param part of the statements that are meant
   * @param isReported true if a parallel server reports it, as ORA-12801
   */
  record Fault(String step, String part, int nth, int times, int code, boolean isReported) {}

  @Override
  public void close() {
    oracle.close();
    stack.close();
  }
}
