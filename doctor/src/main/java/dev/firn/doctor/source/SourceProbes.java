package dev.firn.doctor.source;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Probe;
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

  private SourceProbes() {}
}
