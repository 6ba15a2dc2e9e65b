package dev.firn.check.shapes;

import dev.firn.cdc.testing.PlayedShapes;
import dev.firn.config.DeleteMode;
import dev.firn.program.Options;
import dev.firn.program.SparkProgram;

/**
 * Lets tables live random lives and holds their mirrors, histories and versions against a plain
 * replay after every batch, the versions also as of many times; with hard and soft deletes, in
 * either format of the tables.
 */
public final class PlayedHistories {

  private PlayedHistories() {}

  /** True if no shape was anything else than its replay. */
  public static boolean run(Options options) throws Exception {
    return SparkProgram.ofConsumer(PlayedHistories.class)
        .run(options.text("histories"), options.text("rounds"), options.text("seed"));
  }

  /** The program itself: how many tables, how many rounds of each, and a seed. */
  public static void main(String[] arguments) {
    int histories = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    long seed = Long.parseLong(arguments[2]);
    int diverged = 0;
    int asOfWrong = 0;
    int asked = 0;
    int kills = 0;
    int loads = 0;
    for (int history = 0; history < histories; history++) {
      long own = seed + history;
      PlayedShapes played =
          new PlayedShapes(
              own,
              "played_" + history,
              2 + history % 2,
              history % 4 < 2 ? DeleteMode.HARD : DeleteMode.SOFT);
      try {
        played.play(rounds);
      } catch (RuntimeException e) {
        played.problems().add("it has failed: " + e);
        e.printStackTrace(System.out);
      }
      played.problems().forEach(problem -> System.out.println("seed " + own + ": " + problem));
      diverged += played.problems().isEmpty() ? 0 : 1;
      asOfWrong += played.asOfWrong();
      asked += played.asked();
      kills += played.kills();
      loads += played.loads();
    }
    System.out.printf(
        "%d consumers died, %d loads were published beside them, %d times were asked for%n",
        kills, loads, asked);
    System.out.printf(
        "RESULT shapes histories=%d diverged=%d asof_wrong=%d seed=%d%n",
        histories, diverged, asOfWrong, seed);
    if (diverged + asOfWrong > 0) {
      throw new IllegalStateException(diverged + " histories are not what a replay leaves");
    }
  }
}
