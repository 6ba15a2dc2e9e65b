package dev.firn.doctor.lake;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Probe;
import java.util.List;

/** The probes of a source's lake tables, in the order in which their findings are told. */
public final class LakeProbes {

  public static final List<Probe<Facts>> ALL =
      List.of(
          new NoLake(),
          new Gaps(),
          new Unfollowed(),
          new Statuses(),
          new Missing(),
          new Strangers(),
          new Locks(),
          new Letters(),
          new Upkeep());

  private LakeProbes() {}
}
