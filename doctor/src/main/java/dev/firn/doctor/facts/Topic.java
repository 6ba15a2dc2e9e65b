package dev.firn.doctor.facts;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A topic as Kafka has it.
 *
 * @param id what Kafka calls it and no later one of the name; empty if it does not tell
 * @param partitions per partition, what of its events is there
 * @param settings as far as Kafka has told them
 */
public record Topic(
    String name, String id, Map<Integer, Range> partitions, Map<String, String> settings) {

  public Topic {
    partitions = Map.copyOf(partitions);
    settings = Map.copyOf(settings);
  }

  /**
   * Offsets that are there, the end exclusive.
   *
   * @param since per age, with the first event that is younger
   */
  public record Range(long earliest, long end, SortedMap<Duration, Long> since) {

    public Range {
      since = new TreeMap<>(since);
    }

    public Range(long earliest, long end) {
      this(earliest, end, new TreeMap<>());
    }

    /** How old an event is at least that is there; empty if it is younger than anybody asks. */
    public Optional<Duration> ageOf(long offset) {
      return since.entrySet().stream()
          .filter(each -> offset < each.getValue())
          .map(Map.Entry::getKey)
          .max(Duration::compareTo);
    }
  }

  public @Nullable String setting(String key) {
    return settings.get(key);
  }

  /** A setting that is a number; the other one where Kafka has not told it. */
  public long number(String key, long otherwise) {
    String value = settings.get(key);
    return value == null ? otherwise : Long.parseLong(value);
  }
}
