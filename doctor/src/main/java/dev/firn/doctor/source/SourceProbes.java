package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Probe;
import dev.firn.source.DatabaseKind;
import java.util.List;

/** The probes of a source's tables, in the order in which their findings are told. */
public final class SourceProbes {

  /** Of every database. */
  public static final List<Probe<Facts>> ALL =
      List.of(
          new NameClashes(),
          new RefusedTypes(),
          new ConnectorTrouble(),
          new ReadTrouble(),
          new NotLoaded());

  /** Of databases that have no probes of their own. */
  public static final List<Probe<Facts>> OF_OTHERS = List.of(new ByQuestions());

  /** What is told of databases whose own probes do not. */
  private static final List<Class<?>> TROUBLE = List.of(ConnectorTrouble.class, ReadTrouble.class);

  private SourceProbes() {}

  /** Those of a kind of database. */
  public static List<Probe<Facts>> of(DatabaseKind kind) {
    return ALL.stream()
        .filter(probe -> !kind.probesTellTrouble() || !TROUBLE.contains(probe.getClass()))
        .toList();
  }
}
