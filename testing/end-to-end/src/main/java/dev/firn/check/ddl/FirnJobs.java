package dev.firn.check.ddl;

import dev.firn.endtoend.compare.LakeReader;
import dev.firn.endtoend.process.FirnProcess;
import dev.firn.endtoend.process.FirnProcess.Result;
import dev.firn.endtoend.shop.ShopSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The jobs that a check of one source runs, as people run them. */
record FirnJobs(ShopSource source) {

  private static final Duration MAX_WAIT = Duration.ofMinutes(8);

  /**
   * Right, some tables are put aside, or all that were spoken of, for one kind of reason or more.
   */
  private static final Set<Integer> ENDED = Set.of(0, 5, 6, 8, 10);

  /**
   * How a job has ended.
   *
   * @param said the last of its log
   */
  record Ended(int code, String said) {}

  LakeReader lake() {
    return new LakeReader(source.home(), ShopSource.NAMESPACE);
  }

  void load() throws Exception {
    try (FirnProcess load = source.start("bulk-load")) {
      load.await(MAX_WAIT).require("firn bulk-load", ENDED);
    }
  }

  /** Why tables are put aside, by their names in the lake. */
  Map<String, String> reasons() throws Exception {
    Map<String, String> reasons = new LinkedHashMap<>();
    lake()
        .forEachRow(
            "_cdc_status",
            row -> {
              Object message = row.get("error_message");
              if (message != null && !message.toString().isEmpty()) {
                reasons.put(String.valueOf(row.get("table_name")), message.toString());
              }
            });
    return reasons;
  }

  Ended asPrinted(String command) throws Exception {
    try (FirnProcess process = source.startAsPrinted(command)) {
      return ended(process.await(MAX_WAIT));
    }
  }

  /** Follows until nothing has come for some time. */
  void follow(String untilIdle) throws Exception {
    follow(untilIdle, () -> {});
  }

  /**
   * @param meanwhile is done while it follows, so that batches end anywhere
   */
  void follow(String untilIdle, Step meanwhile) throws Exception {
    try (FirnProcess consumer =
        source.start("cdc", "--trigger-interval", "1s", "--until-idle", untilIdle)) {
      while (consumer.isRunning() && !consumer.log().contains("Subscribing to Kafka topics")) {
        Thread.sleep(200);
      }
      meanwhile.run();
      consumer.await(MAX_WAIT).require("firn cdc", ENDED);
    }
  }

  /** Follows, however that ends. */
  Ended tryToFollow(String untilIdle) throws Exception {
    try (FirnProcess consumer =
        source.start("cdc", "--trigger-interval", "1s", "--until-idle", untilIdle)) {
      return ended(consumer.await(MAX_WAIT));
    }
  }

  /** What is done at the source. */
  interface Step {
    void run() throws Exception;
  }

  private static Ended ended(Result result) {
    String told =
        result
            .log()
            .lines()
            .filter(line -> line.contains("Cannot") || line.contains("ERROR"))
            .collect(Collectors.joining("\n"));
    return new Ended(result.exitCode(), told);
  }
}
