package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Probes;
import java.util.List;

/** The probes of an Oracle source, in the order in which their findings are told. */
public final class OracleProbes {

  public static final List<Probe<OracleLook>> ALL =
      List.of(
          new Container(),
          new Standby(),
          new ArchiveMode(),
          new SupplementalLog(),
          new ForcedLog(),
          new ArchivedLog(),
          new ViewRights(),
          new TablePrivileges(),
          new LongNames(),
          new UntoldTables(),
          new LongColumns(),
          new LongTransactions(),
          new Undo(),
          new CharacterSet());

  /** Those that matter where changes are not captured. */
  private static final List<Probe<OracleLook>> OF_READERS =
      List.of(
          new Container(),
          new ViewRights(),
          new TablePrivileges(),
          new LongColumns(),
          new Undo(),
          new CharacterSet());

  private OracleProbes() {}

  /** All that is found. */
  public static List<Finding> look(OracleLook look) {
    return Probes.look(look.tables().areCaptured() ? ALL : OF_READERS, look);
  }
}
