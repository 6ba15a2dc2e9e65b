package dev.firn.source.oracle.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.oracle.connect.OracleVersion;
import dev.firn.source.oracle.connect.SqlName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether the user may look at what the server says of itself, view by view. */
final class ViewRights implements Probe<OracleLook> {

  /** All of them, of a release. */
  static List<SystemView> of(OracleVersion server) {
    List<SystemView> views = new ArrayList<>();
    views.add(
        SystemView.needed(
            "V$DATABASE",
            "nobody can tell which database it is, whether it archives its log, and what is in"
                + " that"));
    views.add(
        SystemView.needed(
            "GV$TRANSACTION",
            "a load cannot tell whether all transactions have ended that a connector has not seen"));
    views.add(SystemView.needed("GV$SESSION", "nobody can tell who has a transaction open"));
    views.add(
        SystemView.of(
            "DBA_EXTENTS", "large tables are cut by their partitions or keys only, or not at all"));
    views.add(
        SystemView.of(
            "DBA_SEGMENTS", "how large tables are is taken from statistics, which may be old"));
    views.add(
        SystemView.of(
            "DBA_OBJECTS", "releases before 12.2 do not show all partitions of tables of others"));
    views.add(
        SystemView.of(
            "DBA_FLASHBACK_ARCHIVE_TABLES",
            "tables whose past is kept in an archive are cut like any other, which may fail"));
    if (server.isAtLeast(OracleVersion.V12_1)) {
      views.add(
          SystemView.of(
              "DBA_SUPPLEMENTAL_LOGGING", "what a pluggable database logs by itself is not known"));
    }
    views.add(SystemView.of("V$PARAMETER", "how long undo is kept is not known (undo_retention)"));
    views.add(SystemView.of("GV$UNDOSTAT", "how long undo was kept lately is not known"));
    views.add(
        SystemView.of(
            "V$ARCHIVED_LOG",
            "how long it is until log is gone that the connector needs is not known"));
    return views;
  }

  @Override
  public String name() {
    return "source.view-rights";
  }

  @Override
  public String finds() {
    return "of Oracle: views of the server that the user may not look at, each with what is not seen without it";
  }

  @Override
  public List<Finding> look(OracleLook look) throws SQLException {
    List<Finding> found = new ArrayList<>();
    for (SystemView view : of(look.server())) {
      if (look.isHidden(view.question())) {
        String evidence =
            "user %s may not look at %s: %s".formatted(look.user(), view.name(), view.without());
        Remedy remedy =
            Remedy.sql(
                "GRANT SELECT ON SYS." + view.granted() + " TO " + SqlName.quoted(look.user()));
        found.add(
            view.isNeeded() && look.tables().areCaptured()
                ? Finding.error(name(), evidence, remedy)
                : Finding.warning(name(), evidence, remedy));
      }
    }
    return found;
  }
}
