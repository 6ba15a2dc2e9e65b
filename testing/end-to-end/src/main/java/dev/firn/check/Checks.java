package dev.firn.check;

import dev.firn.endtoend.LoadKillPoints;
import dev.firn.endtoend.LoadMemory;
import dev.firn.endtoend.PointInTime;
import dev.firn.endtoend.TypeCheck;
import dev.firn.program.Programs;
import dev.firn.program.Programs.Program;
import java.util.LinkedHashMap;
import java.util.Map;

/** What {@code scripts/check} can start. */
public final class Checks {

  private static final Map<String, Program> ALL = new LinkedHashMap<>();

  static {
    ALL.put("load-kill-points", LoadKillPoints::run);
    ALL.put("point-in-time", PointInTime::run);
    ALL.put("load-memory", LoadMemory::run);
    ALL.put("stream-kill-points", StreamCheck::killPoints);
    ALL.put("fencing", StreamCheck::fencing);
    ALL.put("types", options -> new TypeCheck(options).run());
  }

  private Checks() {}

  public static void main(String[] arguments) throws Exception {
    // Threads of services and of Spark must not keep a finished program alive.
    Runtime.getRuntime().exit(Programs.run(ALL, arguments));
  }
}
