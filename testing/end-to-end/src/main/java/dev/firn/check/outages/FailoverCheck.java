package dev.firn.check.outages;

import dev.firn.endtoend.compare.Database;
import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.compare.Lakehouse;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.localstack.FaultProxy;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.PostgresServer;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A standby is promoted while tables are followed: once where the primary sends nothing that the
 * standby has not, which a stream survives, and once where the lake gets what the standby never
 * gets, which has to be named.
 */
public final class FailoverCheck {
  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final int DATA_GAP = 8;
  private static final String STANDBY = "standby";

  private final FirnInstallation firn = FirnInstallation.current();
  private final long seed;
  private final List<String> problems = new ArrayList<>();

  private FailoverCheck(Options options) {
    seed = options.integer("seed");
  }

  /** True if the stream went on where it could, and has named what it could not. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new FailoverCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    int diverged = new Failover(directory.resolve("kept"), true).run();
    diverged += new Failover(directory.resolve("ahead"), false).run();
    problems.forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "RESULT failover runs=2 diverged=%d problems=%d seed=%d%n",
        diverged,
        problems.size(),
        seed);
    return diverged + problems.size() == 0;
  }

  private void judge(String what, boolean holds, String log) {
    System.out.println(what + ": " + (holds ? "yes" : "NO"));
    if (!holds) {
      problems.add(what + ": no");
      System.out.println(log);
    }
  }

  /** One failover, with services of its own. */
  private final class Failover {
    private final Path directory;

    /** True if the primary sends nothing before its standby has it. */
    private final boolean isKept;

    Failover(Path directory, boolean isKept) {
      this.directory = directory;
      this.isKept = isKept;
    }

    /** How many tables differ in the end. */
    int run() throws Exception {
      try (LocalStack stack = LocalStack.in(directory.resolve("services")).start();
          FaultProxy address = FaultProxy.before(stack.postgres().port())) {
        PostgresServer primary = stack.postgres();
        SteadyWrites.createTables(Database.of(primary), 1000);
        PostgresServer standby = primary.standby(STANDBY);
        Files.writeString(
            standby.dataDirectory().resolve("postgresql.auto.conf"),
            "sync_replication_slots = on\n",
            StandardOpenOption.APPEND);
        standby.start();
        try {
          return run(stack, primary, standby, address);
        } finally {
          standby.stop();
        }
      }
    }

    private int run(
        LocalStack stack, PostgresServer primary, PostgresServer standby, FaultProxy address)
        throws Exception {
      if (isKept) {
        primary.execute(
            "ALTER SYSTEM SET synchronized_standby_slots = '" + STANDBY + "'",
            "SELECT pg_reload_conf()");
      }
      ShopSource source = source(stack, primary, address);
      requireSuccess(source.start("bulk-load"));
      stack.connect().deploy(source.connectorFile());
      stack.connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
      awaitSlot(standby);
      LakeReader lake = new LakeReader(Lakehouse.embedded(source.home()), ShopSource.NAMESPACE);
      Consumer consumer = new Consumer(source, directory.resolve("consumer.log"));
      try (consumer) {
        consumer.start();
        long applied;
        try (SteadyWrites writes = SteadyWrites.start(Database.of(primary), seed)) {
          awaitBeat(lake, writes.next(), consumer);
          if (!isKept) {
            cutOff(standby);
          }
          applied = writes.next();
          awaitBeat(lake, applied, consumer);
          primary.kill();
        }
        standby.promote();
        address.turnTo(standby.port());
        System.out.println("the standby is promoted, " + applied + " transactions were applied");
        return isKept
            ? goOn(standby, lake, consumer)
            : beNamed(stack, standby, source, lake, consumer);
      }
    }

    private int goOn(PostgresServer standby, LakeReader lake, Consumer consumer) throws Exception {
      long back = System.nanoTime();
      try (SteadyWrites writes = SteadyWrites.start(Database.of(standby), seed + 1)) {
        boolean goesOn = awaitBeat(lake, writes.next(), consumer);
        System.out.printf(
            "goes on %d s after the promotion%n", (System.nanoTime() - back) / 1_000_000_000);
        judge("the stream goes on with the promoted standby", goesOn, consumer.log());
        Thread.sleep(5_000);
        writes.close();
        awaitBeat(lake, writes.beats(), consumer);
      }
      judge("no table was put aside", !consumer.log().contains("Quarantined"), consumer.log());
      int code = consumer.stop();
      judge("the consumer ends well", code == 0, "it ended with " + code);
      return Comparison.diverged(Database.of(standby), lake);
    }

    /** The lake has rows that the promoted standby has not. */
    private int beNamed(
        LocalStack stack,
        PostgresServer standby,
        ShopSource source,
        LakeReader lake,
        Consumer consumer)
        throws Exception {
      // Something has to happen there, or nobody asks.
      standby.execute(
          "UPDATE shop.beat SET n = n + 1", "INSERT INTO shop.readings VALUES (1, 'x')");
      Result end = consumer.await(MAX_WAIT);
      judge("the run ends with 8", end.exitCode() == DATA_GAP, "it ended with " + end.exitCode());
      boolean isNamed =
          end.log().contains("a standby that was promoted at LSN ")
              && end.log().contains("never got what was applied up to LSN ");
      judge("what is lost is named", isNamed, end.log());
      // As the message says.
      stack.connect().delete(source.connectorName());
      stack.kafka().deleteTopics("firn.shop.");
      requireSuccess(source.start("bulk-load", "--no-resume"));
      return Comparison.diverged(Database.of(standby), lake);
    }

    private ShopSource source(LocalStack stack, PostgresServer primary, FaultProxy address)
        throws Exception {
      Database direct = Database.of(primary);
      Database reached =
          new Database(
              direct.host(), address.port(), direct.name(), direct.username(), direct.password());
      return ShopSource.create(
              firn,
              "shop",
              Files.createDirectories(directory.resolve("home")),
              reached,
              stack.kafka().bootstrapServers())
          .with("FIRN_MASTER", "local[2]")
          .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false");
    }

    private void requireSuccess(FirnProcess load) throws Exception {
      try (load) {
        Result result = load.await(MAX_WAIT);
        if (result.exitCode() != 0) {
          throw new IllegalStateException(
              "A load ended with " + result.exitCode() + ":\n" + result.log());
        }
      }
    }

    /** Until the standby has the slot in such a way that it survives. */
    private static void awaitSlot(PostgresServer standby) throws Exception {
      long deadline = System.nanoTime() + MAX_WAIT.toNanos();
      while (!isSynchronised(standby)) {
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException("The standby does not keep the slot");
        }
        Thread.sleep(500);
      }
    }

    private static boolean isSynchronised(PostgresServer standby) throws SQLException {
      try (Connection connection = standby.connect();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT count(*) FROM pg_replication_slots WHERE synced AND NOT temporary")) {
        row.next();
        return row.getInt(1) > 0;
      }
    }

    /** From now on it gets nothing more. */
    private static void cutOff(PostgresServer standby) {
      standby.execute("ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()");
    }

    private static boolean awaitBeat(LakeReader lake, long beat, Consumer consumer)
        throws Exception {
      long deadline = System.nanoTime() + MAX_WAIT.toNanos();
      while (System.nanoTime() < deadline && consumer.isRunning()) {
        if (lake.sum(SteadyWrites.BEAT, "n") >= beat) {
          return true;
        }
        Thread.sleep(500);
      }
      return false;
    }
  }
}
