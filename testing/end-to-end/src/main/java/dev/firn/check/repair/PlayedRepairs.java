package dev.firn.check.repair;

import dev.firn.cdc.testing.PostgresSource;
import dev.firn.config.DeleteMode;
import dev.firn.localstack.LocalStack;
import dev.firn.localstack.Service;
import dev.firn.program.Options;
import dev.firn.program.SparkProgram;
import dev.firn.source.SourceDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Repairs tables of which rows went wrong between any two steps of a stream, and holds what comes
 * of it against a plain replay; with hard and soft deletes, in either format of the table.
 */
public final class PlayedRepairs {

  private static final String SOURCE = "played";

  private PlayedRepairs() {}

  /** True if no table was anything else than its replay. */
  public static boolean run(Options options) throws Exception {
    return SparkProgram.ofConsumer(PlayedRepairs.class)
        .with("validate-job")
        .run(options.text("tables"), options.text("repairs"), options.text("seed"));
  }

  /** The program itself: how many tables, how many repairs of each, and a seed. */
  public static void main(String[] arguments) throws Exception {
    int tables = Integer.parseInt(arguments[0]);
    int repairs = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    Path directory = Files.createTempDirectory(SOURCE);
    List<String> wrong = new ArrayList<>();
    try (LocalStack stack =
        LocalStack.in(directory.resolve("services")).only(Service.POSTGRES).start()) {
      SourceDatabase database =
          SourceDatabase.of(
              PostgresSource.configure(directory, SOURCE, stack.postgres(), "127.0.0.1:1")
                  .loadSource(SOURCE),
              Clock.systemUTC());
      for (int table = 0; table < tables; table++) {
        try {
          new PlayedStream(
                  new Random(seed + table),
                  SOURCE + "_" + table,
                  table % 2 == 0 ? DeleteMode.HARD : DeleteMode.SOFT,
                  2 + table % 2,
                  database,
                  stack.postgres()::execute)
              .play(repairs);
        } catch (IllegalStateException e) {
          wrong.add("seed " + (seed + table) + ": " + e.getMessage());
        }
      }
    }
    wrong.forEach(System.out::println);
    System.out.printf(
        "RESULT repair tables=%d repairs=%d diverged=%d seed=%d%n",
        tables, tables * repairs, wrong.size(), seed);
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(wrong.size() + " tables are not what a replay leaves");
    }
  }
}
