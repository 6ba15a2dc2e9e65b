package dev.firn.page;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A line of a picture over time.
 *
 * @param note what stands at its end, such as how long it took
 */
public record Lane(String label, String note, List<Bar> bars) {

  public Lane {
    bars = List.copyOf(bars);
  }

  /**
   * A time in which something was done.
   *
   * @param weight how much was done, from 0 to 1
   * @param told what is said of it where it is pointed at
   */
  public record Bar(Instant from, Instant to, Mood mood, double weight, String told) {}

  Duration length() {
    return bars.stream()
        .map(bar -> Duration.between(bar.from(), bar.to()))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
