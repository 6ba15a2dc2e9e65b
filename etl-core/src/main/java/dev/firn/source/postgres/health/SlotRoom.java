package dev.firn.source.postgres.health;

import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Whether there is room for a slot, and for a session that reads it. */
final class SlotRoom implements Probe<ServerLook> {

  private static final int ROOM = 5;

  private static final String USED =
      """
      SELECT (SELECT count(*) FROM pg_replication_slots) AS slots,
             (SELECT count(*) FROM pg_stat_replication) AS senders,
             EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = ?) AS found,
             EXISTS (SELECT 1 FROM pg_replication_slots WHERE slot_name = ? AND active) AS active
      """;

  private record Used(int slots, int senders, boolean isThere, boolean isRead) {}

  @Override
  public String name() {
    return "source.slot-room";
  }

  @Override
  public String finds() {
    return "no room for a replication slot or its reader (`max_replication_slots`,"
        + " `max_wal_senders`)";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    String slot = server.capture().slot();
    Used used =
        server
            .ask(
                USED,
                row ->
                    new Used(
                        row.getInt("slots"),
                        row.getInt("senders"),
                        row.getBoolean("found"),
                        row.getBoolean("active")),
                slot,
                slot)
            .get(0);
    List<Finding> found = new ArrayList<>();
    int slots = Integer.parseInt(server.setting("max_replication_slots"));
    if (!used.isThere() && used.slots() >= slots) {
      found.add(
          lacking("max_replication_slots", slots, "slots, of which none is left for " + slot));
    }
    int senders = Integer.parseInt(server.setting("max_wal_senders"));
    if (!used.isRead() && used.senders() >= senders) {
      found.add(lacking("max_wal_senders", senders, "readers of its log, of which none is left"));
    }
    return found;
  }

  private Finding lacking(String setting, int now, String what) {
    return Finding.error(
        name(),
        "the server allows of " + now + " " + what + " (" + setting + ")",
        Remedy.sql("ALTER SYSTEM SET " + setting + " = " + (now + ROOM))
            .thenAdvice("restart the database server"));
  }
}
