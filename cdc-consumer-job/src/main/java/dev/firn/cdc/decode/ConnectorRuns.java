package dev.firn.cdc.decode;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which starts of a connector's task have sent events, and of which versions they were. */
public final class ConnectorRuns implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final byte[] NOT_SAID = new byte[0];

  /** Per Kafka partition, the offsets from which on events are of another run. */
  private final Map<Integer, TreeMap<Long, String>> begins = new HashMap<>();

  private final Set<String> versions = new TreeSet<>();
  private long newest = -1;
  private transient int partition = -1;
  private transient byte[] last = NOT_SAID;

  /** Of events that are seen in the order of their offsets. */
  public void seen(int ofPartition, long offset, byte @Nullable [] run) {
    byte[] now = run == null ? NOT_SAID : run;
    if (ofPartition == partition && Arrays.equals(now, last)) {
      return;
    }
    partition = ofPartition;
    last = now;
    begins
        .computeIfAbsent(partition, is -> new TreeMap<>())
        .put(offset, new String(now, StandardCharsets.UTF_8));
  }

  void sentAt(long timestamp) {
    newest = Math.max(newest, timestamp);
  }

  /** When Kafka was given the newest event, milliseconds since 1970; -1 if that is not known. */
  public long newest() {
    return newest;
  }

  void addVersion(@Nullable String version) {
    if (version != null) {
      versions.add(version);
    }
  }

  void addAll(ConnectorRuns others) {
    others.begins.forEach(
        (of, runs) -> begins.computeIfAbsent(of, is -> new TreeMap<>()).putAll(runs));
    versions.addAll(others.versions);
    newest = Math.max(newest, others.newest);
  }

  /** What tells the run that has sent the event from others; empty if the event does not say it. */
  public String of(int ofPartition, long offset) {
    TreeMap<Long, String> runs = begins.get(ofPartition);
    if (runs == null) {
      return "";
    }
    // Nearly always there is one, and it is asked for of every event.
    Map.Entry<Long, String> run =
        runs.size() == 1 ? runs.entrySet().iterator().next() : runs.floorEntry(offset);
    return run == null || run.getKey() > offset ? "" : run.getValue();
  }

  /** Of the connectors, as their events say them. */
  public Set<String> versions() {
    return versions;
  }
}
