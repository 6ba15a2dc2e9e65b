package dev.firn.check.outages;

import dev.firn.endtoend.process.FirnInstallation;
import dev.firn.localstack.FaultProxy;
import dev.firn.localstack.LocalStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All outages that there are, by name. */
final class OutageKinds {

  /** Of Debian's package of the same name; the JVM's own measure of time stays as it is. */
  private static final Path FAKETIME =
      Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1");

  private static final String NOW = "+0";
  private static final String AN_HOUR_AGO = "-3600";

  private final OutageStack stack;
  private final Map<String, Outage> all = new LinkedHashMap<>();

  OutageKinds(
      OutageStack stack,
      SmallDisk disk,
      Consumer consumer,
      Map<String, String> onCluster,
      Path directory)
      throws IOException {
    this.stack = stack;
    addServices();
    addFronts();
    add(Outage.of("dns", stack::takeNames, stack::giveNames).ofSeveral(2));
    add(Outage.of("disk", disk::fill, disk::empty));
    add(Outage.of("driver", consumer::kill, consumer::start));
    add(Outage.of("executor", consumer::killExecutor, () -> {}).in(onCluster));
    addClock(directory.resolve("clock"));
  }

  private void addServices() {
    LocalStack services = stack.services();
    add(Outage.of("postgres", services.postgres()::stop, services.postgres()::start).andLoads());
    add(Outage.of("broker", services.kafka()::kill, services.kafka()::start));
    add(Outage.of("connect", services.connect()::kill, services.connect()::start));
    add(Outage.of("catalog", stack.catalog()::close, stack.catalog()::start).andLoads());
    add(Outage.of("store", stack.store()::close, stack.store()::start).andLoads());
  }

  private void addFronts() {
    FaultProxy catalog = stack.catalog().front();
    FaultProxy store = stack.store().front();
    add(front("catalog-silent", catalog, FaultProxy.Mode.SILENT));
    add(front("catalog-busy", catalog, FaultProxy.Mode.BUSY));
    add(front("store-silent", store, FaultProxy.Mode.SILENT));
    add(front("store-slow", store, FaultProxy.Mode.SLOW));
    add(front("store-busy", store, FaultProxy.Mode.BUSY));
  }

  private void addClock(Path clock) throws IOException {
    Files.writeString(clock, NOW);
    Outage outage =
        Outage.of(
                "clock",
                () -> Files.writeString(clock, AN_HOUR_AGO),
                () -> Files.writeString(clock, NOW))
            .in(
                Map.of(
                    "LD_PRELOAD", FAKETIME.toString(),
                    "FAKETIME_TIMESTAMP_FILE", clock.toString(),
                    "FAKETIME_CACHE_DURATION", "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                    // Else every wait of a JVM that has an end comes to it at once.
                    "FAKETIME_FORCE_MONOTONIC_FIX", "0",
                    "DONT_FAKE_MONOTONIC", "1"));
    if (Files.exists(FAKETIME)) {
      add(outage);
    } else {
      System.out.println("Not run: clock, because " + FAKETIME + " is missing");
    }
  }

  private void add(Outage outage) {
    all.put(outage.kind(), outage);
  }

  private static Outage front(String kind, FaultProxy front, FaultProxy.Mode mode) {
    return Outage.of(kind, () -> front.become(mode), () -> front.become(FaultProxy.Mode.PASS))
        .andLoads();
  }

  /**
   * @param asked names between commas, or all
   */
  List<Outage> choose(String asked) {
    if (asked.equals("all")) {
      return new ArrayList<>(all.values());
    }
    List<Outage> chosen = new ArrayList<>();
    for (String kind : asked.split(",", -1)) {
      Outage outage = all.get(kind);
      if (outage == null) {
        throw new IllegalArgumentException(
            "Unknown kind \"%s\", known kinds are %s.".formatted(kind, all.keySet()));
      }
      chosen.add(outage);
    }
    return chosen;
  }

  /** A Spark with two executors in processes of their own, which need the jars of the driver. */
  static Map<String, String> onCluster(FirnInstallation firn, String sparkOptions, String jvmOption)
      throws IOException {
    Path built = firn.repository().resolve("deploy/target/firn");
    List<String> jars = new ArrayList<>();
    for (String directory : List.of("lib", "optional/s3")) {
      try (Stream<Path> files = Files.list(built.resolve(directory))) {
        jars.addAll(files.map(Path::toString).sorted().toList());
      }
    }
    return Map.of(
        "FIRN_MASTER",
        "local-cluster[2,1,1024]",
        "FIRN_SPARK_OPTS",
        sparkOptions
            + (" --conf spark.executor.extraJavaOptions=" + jvmOption)
            + " --jars "
            + jars.stream().collect(Collectors.joining(",")));
  }
}
