package dev.firn.check.outages;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import dev.firn.program.Options;
import dev.firn.program.WorkDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A stream with default settings, under a small steady load, meets outages of all that it stands on
 * and has to go on by itself; a load beside it has to end well.
 */
public final class OutageCheck {
  private static final Duration MAX_WAIT = Duration.ofMinutes(8);
  private static final int UNAVAILABLE = 4;
  private static final String DEFAULT_PATIENCE = "10m";
  private static final String SHORT_PATIENCE = "20s";

  private final FirnInstallation firn = FirnInstallation.current();
  private final String asked;
  private final String longer;
  private final Duration away;
  private final boolean withLoads;
  private final int archived;
  private final long seed;

  private final List<String> problems = new ArrayList<>();
  private int runs;
  private int quarantined;
  private int died;

  private OutageCheck(Options options) {
    asked = options.text("kinds");
    longer = options.text("longer");
    away = Duration.ofSeconds(options.integer("seconds"));
    withLoads = options.integer("loads") > 0;
    archived = options.integer("archived");
    seed = options.integer("seed");
  }

  /** True if the stream went on after each outage, with equal tables and without a flood. */
  public static boolean run(Options options) throws Exception {
    return WorkDirectory.use(new OutageCheck(options)::run);
  }

  private boolean run(Path directory) throws Exception {
    System.out.println("seed " + seed);
    int diverged;
    List<String> kinds;
    try (OutageStack stack = new OutageStack(directory.resolve("services"));
        SmallDisk disk = SmallDisk.mountAt(directory.resolve("checkpoints"), 16)) {
      ShopSource source = source(directory, stack, disk);
      Consumer consumer = new Consumer(source, directory.resolve("consumer.log"));
      String options = source.environment().getOrDefault("FIRN_SPARK_OPTS", "");
      OutageKinds outages =
          new OutageKinds(
              stack,
              disk,
              consumer,
              OutageKinds.onCluster(firn, options, stack.jvmOption()),
              directory);
      List<Outage> chosen = outages.choose(asked);
      kinds = chosen.stream().map(Outage::kind).toList();
      SteadyWrites.createTables(stack.database(), archived);
      load(source);
      stack.services().connect().deploy(source.connectorFile());
      stack.services().connect().awaitRunning(source.connectorName(), Duration.ofMinutes(1));
      LakeReader lake = new LakeReader(stack.direct(), ShopSource.NAMESPACE);
      try (SteadyWrites writes = SteadyWrites.start(stack.database(), seed);
          consumer) {
        for (Outage outage : chosen) {
          meet(outage, consumer, writes, lake, source);
        }
        if (!longer.equals("none")) {
          consumer.stop();
          source.writeSources(options(disk, SHORT_PATIENCE));
          for (Outage outage : outages.choose(longer)) {
            outlast(outage, consumer, writes, lake);
          }
        }
        writes.close();
        awaitBeat(lake, writes.beats(), consumer);
        int code = consumer.stop();
        if (code != 0) {
          died++;
          problems.add("the consumer ended with " + code);
        }
      }
      diverged = Comparison.diverged(stack.database(), lake);
    }
    problems.forEach(System.out::println);
    System.out.printf(
        Locale.ROOT,
        "RESULT outages kinds=%s runs=%d diverged=%d quarantined=%d died=%d problems=%d seed=%d%n",
        String.join(",", kinds),
        runs,
        diverged,
        quarantined,
        died,
        problems.size(),
        seed);
    return diverged + quarantined + died + problems.size() == 0;
  }

  private ShopSource source(Path directory, OutageStack stack, SmallDisk disk) throws Exception {
    Path home = Files.createDirectories(directory.resolve("home"));
    ShopSource source =
        ShopSource.create(
                firn,
                "shop",
                home,
                stack.namedDatabase(),
                stack.services().kafka().bootstrapServers())
            .with("FIRN_MASTER", "local[2]")
            .with("SPARK_SUBMIT_OPTS", stack.jvmOption())
            .with("FIRN_SPARK_OPTS", "--conf spark.ui.enabled=false")
            .in(stack.lakehouse());
    source.writeSources(options(disk, DEFAULT_PATIENCE));
    return source;
  }

  private static String options(SmallDisk disk, String patience) {
    return """
            outage_timeout: %s
            cdc:
              checkpoint_directory: %s
        """
        .formatted(patience, disk.directory());
  }

  /**
   * An outage that is longer than a run waits ends it with the code for that, and loses nothing.
   */
  private void outlast(Outage outage, Consumer consumer, SteadyWrites writes, LakeReader lake)
      throws Exception {
    consumer.require(outage.environment());
    awaitBeat(lake, writes.next(), consumer);
    consumer.lines().take();
    outage.begin().run();
    long began = System.nanoTime();
    runs++;
    int code = consumer.await(MAX_WAIT).exitCode();
    System.out.printf(
        "%s for longer than %s: ended with %d after %d s%n",
        outage.kind(), SHORT_PATIENCE, code, (System.nanoTime() - began) / 1_000_000_000);
    consumer.lines().take().forEach(line -> System.out.println("    " + line));
    if (code != UNAVAILABLE) {
      problems.add("%s for longer: ended with %d".formatted(outage.kind(), code));
    }
    outage.end().run();
    consumer.start();
    if (!awaitBeat(lake, writes.next(), consumer)) {
      problems.add(outage.kind() + " for longer: the next run does not go on");
    }
  }

  private void load(ShopSource source) throws Exception {
    try (FirnProcess load = source.start("bulk-load")) {
      Result result = load.await(MAX_WAIT);
      if (result.exitCode() != 0) {
        throw new IllegalStateException(
            "The first load ended with " + result.exitCode() + ":\n" + result.log());
      }
    }
  }

  private void meet(
      Outage outage, Consumer consumer, SteadyWrites writes, LakeReader lake, ShopSource source)
      throws Exception {
    consumer.require(outage.environment());
    awaitBeat(lake, writes.next(), consumer);
    consumer.lines().take();
    FirnProcess load = withLoads && outage.meetsLoads() ? startLoad(source) : null;
    outage.begin().run();
    Thread.sleep(away.toMillis());
    outage.end().run();
    long back = System.nanoTime();
    runs++;
    boolean goesOn = awaitBeat(lake, writes.next(), consumer);
    long seconds = (System.nanoTime() - back) / 1_000_000_000;
    List<String> lines = consumer.lines().take();
    System.out.printf(
        "%s: %s %d s after it was back, %d lines in %d s%n",
        outage.kind(),
        goesOn ? "goes on" : "STANDS STILL",
        seconds,
        lines.size(),
        away.toSeconds() + seconds);
    lines.stream().limit(30).forEach(line -> System.out.println("    " + line));
    long put = lines.stream().filter(line -> line.contains("Quarantined ")).count();
    quarantined += put > 0 ? 1 : 0;
    if (lines.size() > outage.maxLines()) {
      problems.add("%s: %d lines in the log".formatted(outage.kind(), lines.size()));
    }
    if (!goesOn) {
      problems.add(outage.kind() + ": the stream did not go on");
    }
    if (load != null) {
      judge(outage, load);
    }
  }

  /** Begins a load of the large table beside the stream, and waits until it reads. */
  private static FirnProcess startLoad(ShopSource source) throws Exception {
    FirnProcess load = source.start("bulk-load", "--tables", "archive", "--no-resume");
    while (load.isRunning() && !load.log().contains("Reading")) {
      Thread.sleep(50);
    }
    return load;
  }

  private void judge(Outage outage, FirnProcess load) throws Exception {
    runs++;
    Result result = load.await(MAX_WAIT);
    System.out.printf("%s: the load beside it ended with %d%n", outage.kind(), result.exitCode());
    result.log().lines().forEach(line -> System.out.println("    " + line));
    if (result.exitCode() != 0) {
      died++;
      problems.add(outage.kind() + ": the load ended with " + result.exitCode());
    }
    if (result.log().lines().anyMatch(line -> line.startsWith("\tat "))) {
      problems.add(outage.kind() + ": the load has logged a trace");
    }
  }

  /** False if the lake does not get there; starts a consumer that has died, and counts that. */
  private boolean awaitBeat(LakeReader lake, long beat, Consumer consumer) throws Exception {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (lake.sum(SteadyWrites.BEAT, "n") >= beat) {
        return true;
      }
      if (!consumer.isRunning()) {
        died++;
        Result end = consumer.await(Duration.ofSeconds(10));
        problems.add("the consumer ended with " + end.exitCode());
        System.out.println("the consumer ended with " + end.exitCode() + ", it is started again");
        consumer.start();
      }
      Thread.sleep(500);
    }
    return false;
  }
}
