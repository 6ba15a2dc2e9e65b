package dev.firn.doctor.connect;

import dev.firn.doctor.facts.Facts;
import dev.firn.health.Probe;
import java.util.List;

/** The probes of the connectors of a source, in the order in which their findings are told. */
public final class ConnectProbes {

  public static final List<Probe<Facts>> ALL =
      List.of(
          new ConnectIsAsked(),
          new ConnectorRuns(),
          new TwinConnectors(),
          new ReadDatabase(),
          new Settings(),
          new Heartbeat(),
          new ConnectorVersion());

  private ConnectProbes() {}
}
