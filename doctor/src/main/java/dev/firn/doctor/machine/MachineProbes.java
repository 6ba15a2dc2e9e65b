package dev.firn.doctor.machine;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Probe;
import java.util.List;

/** The probes of this machine, in the order in which their findings are told. */
public final class MachineProbes {

  public static final List<Probe<Facts>> ALL = List.of(new ServerClock(), new FreeDisk());

  private MachineProbes() {}
}
