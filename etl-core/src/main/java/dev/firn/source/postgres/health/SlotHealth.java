package dev.firn.source.postgres.health;

import dev.firn.error.ExitCode;
import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Reload;
import dev.firn.health.Remedy;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the slot is there, sends what it should, and is read. */
final class SlotHealth implements Probe<ServerLook> {

  /**
   * Else it makes a slot of its own, or keeps the one that is to go. With the offsets that it had
   * there it would not begin at a new one.
   */
  static final String STOP =
      "stop the connector of the source (PUT /connectors/NAME/stop), and have Kafka Connect forget its"
          + " offsets (DELETE /connectors/NAME/offsets)";

  static final String START = "start the connector of the source";

  private static final String STATE =
      """
      SELECT coalesce(plugin, 'physical') AS plugin, coalesce(database, '') AS database,
             database IS NOT DISTINCT FROM current_database() AS ours, temporary, active,
             wal_status, to_jsonb(s) ->> 'invalidation_reason' AS invalid,
             confirmed_flush_lsn::text AS confirmed,
             extract(epoch FROM now() - (to_jsonb(s) ->> 'inactive_since')::timestamptz)::bigint
               AS unread_for
        FROM pg_replication_slots s WHERE slot_name = ?
      """;

  private record Slot(
      String plugin,
      String database,
      boolean isOurs,
      boolean isTemporary,
      boolean isRead,
      @Nullable String walStatus,
      @Nullable String invalid,
      @Nullable String confirmed,
      @Nullable Long unreadFor) {

    boolean isLost() {
      return "lost".equals(walStatus) || invalid != null;
    }
  }

  @Override
  public String name() {
    return "source.slot";
  }

  @Override
  public String finds() {
    return "a replication slot that is gone, lost, another's, unfinished or not read";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    String name = server.capture().slot();
    List<Slot> slots =
        server.ask(
            STATE,
            row ->
                new Slot(
                    row.getString("plugin"),
                    row.getString("database"),
                    row.getBoolean("ours"),
                    row.getBoolean("temporary"),
                    row.getBoolean("active"),
                    row.getString("wal_status"),
                    row.getString("invalid"),
                    row.getString("confirmed"),
                    row.getObject("unread_for", Long.class)),
            name);
    return slots.isEmpty() ? missing(server, name) : look(server, name, slots.get(0));
  }

  private List<Finding> missing(ServerLook server, String name) {
    if (!server.tables().isLoaded()) {
      return List.of();
    }
    return List.of(
        Finding.error(
            name(),
            ExitCode.DATA_GAP,
            "replication slot "
                + name
                + " is gone, and with it what changed since in the tables that were loaded",
            Remedy.advice(STOP).thenRun(Reload.of(server.source(), List.of())).thenAdvice(START)));
  }

  private List<Finding> look(ServerLook server, String name, Slot slot) {
    String drop = "SELECT pg_drop_replication_slot(" + SqlName.literal(name) + ")";
    if (!slot.isOurs() || !slot.plugin().equals("pgoutput") || slot.isTemporary()) {
      return List.of(
          Finding.error(
              name(),
              "replication slot %s is of database \"%s\" with plugin %s, and no load can use it"
                  .formatted(name, slot.database(), slot.plugin()),
              Remedy.sql(drop)));
    }
    if (slot.isLost()) {
      return List.of(
          Finding.error(
              name(),
              ExitCode.DATA_GAP,
              "the server has removed log that replication slot %s still needed after LSN %s (%s)"
                  .formatted(
                      name,
                      slot.confirmed(),
                      slot.invalid() == null ? "wal_status is lost" : slot.invalid()),
              Remedy.advice(STOP)
                  .thenSql(drop)
                  .thenRun(Reload.of(server.source(), List.of()))
                  .thenAdvice(SlotHealth.START)));
    }
    if (slot.confirmed() == null) {
      return List.of(
          Finding.warning(
              name(),
              "replication slot " + name + " was begun and never finished",
              slot.isRead()
                  ? Remedy.advice("wait for the load that creates it")
                  : Remedy.sql(drop)));
    }
    return slot.isRead() ? List.of() : List.of(unread(server, name, slot, drop));
  }

  private Finding unread(ServerLook server, String name, Slot slot, String drop) {
    String since = slot.unreadFor() == null ? "" : " for " + Amounts.time(slot.unreadFor());
    String evidence =
        "nobody reads replication slot "
            + name
            + since
            + ", so that its log fills the server's disk";
    if (!server.tables().isLoaded() && server.tables().isLakeKnown()) {
      return Finding.warning(
          name(), evidence + "; no table of the source was loaded", Remedy.sql(drop));
    }
    return Finding.error(
        name(),
        evidence,
        Remedy.advice("start the source's connector, see the findings of connect"));
  }
}
