package dev.firn.source.postgres.health;

import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How much log slots keep, and how long it is before what ours needs is gone. */
final class LogLeft implements Probe<ServerLook> {

  private static final long SOON_SECONDS = Duration.ofHours(1).toSeconds();
  private static final long NEAR_SECONDS = Duration.ofHours(24).toSeconds();
  private static final long MUCH_BYTES = 10L << 30;

  private static final String SLOTS =
      """
      SELECT slot_name, active, wal_status, safe_wal_size,
             pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                                  ELSE pg_current_wal_lsn() END, restart_lsn)::bigint AS kept,
             (SELECT setting::bigint FROM pg_settings WHERE name = 'max_slot_wal_keep_size')
               AS bound
        FROM pg_replication_slots
       WHERE restart_lsn IS NOT NULL
       ORDER BY kept DESC
      """;

  /** Since the server's statistics began; servers before 14 do not say it. */
  private static final String RATE =
      """
      SELECT (wal_bytes / greatest(1, extract(epoch FROM now() - stats_reset)))::bigint
        FROM pg_stat_wal
      """;

  private static final int TELLS_RATE = 14;

  private static final String IDLE_TIMEOUT =
      """
      SELECT setting::bigint * CASE unit WHEN 'min' THEN 60 WHEN 's' THEN 1 ELSE 1 END
               - extract(epoch FROM now() - s.inactive_since)::bigint
        FROM pg_settings, pg_replication_slots s
       WHERE name = 'idle_replication_slot_timeout' AND setting::bigint > 0
         AND s.slot_name = ? AND NOT s.active
      """;

  private static final int TIMES_OUT_SLOTS = 18;

  private record Slot(
      String name,
      boolean isRead,
      @Nullable String status,
      @Nullable Long left,
      long kept,
      long boundMegabytes) {}

  @Override
  public String name() {
    return "source.log-left";
  }

  @Override
  public String finds() {
    return "much log that slots keep, and how long until the server removes what the slot needs"
        + " (`max_slot_wal_keep_size`, `idle_replication_slot_timeout`)";
  }

  @Override
  public List<Finding> look(ServerLook server) throws SQLException {
    List<Slot> slots =
        server.ask(
            SLOTS,
            row ->
                new Slot(
                    row.getString("slot_name"),
                    row.getBoolean("active"),
                    row.getString("wal_status"),
                    row.getObject("safe_wal_size", Long.class),
                    row.getLong("kept"),
                    row.getLong("bound")));
    List<Finding> found = new ArrayList<>();
    for (Slot slot : slots) {
      if (slot.name().equals(server.capture().slot())) {
        lookAtOurs(server, slot, found);
      } else if (!slot.isRead() && slot.kept() > MUCH_BYTES) {
        found.add(
            Finding.warning(
                name(),
                "slot %s of somebody else is not read and keeps %s of log on the server's disk"
                    .formatted(slot.name(), Amounts.bytes(slot.kept())),
                Remedy.advice("drop it if nobody needs it any more")));
      }
    }
    return found;
  }

  private void lookAtOurs(ServerLook server, Slot slot, List<Finding> found) throws SQLException {
    idleFor(server).ifPresent(left -> found.add(idle(server, left)));
    if ("lost".equals(slot.status())) {
      return;
    }
    String kept = "slot " + slot.name() + " keeps " + Amounts.bytes(slot.kept()) + " of log";
    if (slot.boundMegabytes() < 0) {
      if (slot.kept() > MUCH_BYTES) {
        found.add(
            Finding.warning(
                name(),
                kept + ", and nothing bounds that but the server's disk",
                Remedy.advice("have the source's connector read, or find out why it is behind")));
      }
      return;
    }
    long left = slot.left() == null ? Long.MAX_VALUE : Math.max(0, slot.left());
    long rate = rate(server);
    long seconds = rate <= 0 ? Long.MAX_VALUE : left / rate;
    boolean isTaken = "unreserved".equals(slot.status());
    if (!isTaken && (seconds > NEAR_SECONDS || slot.kept() < slot.boundMegabytes() << 18)) {
      return;
    }
    String evidence =
        kept
            + " of the "
            + Amounts.bytes(slot.boundMegabytes() << 20)
            + " that max_slot_wal_keep_size allows; "
            + (isTaken
                ? "the next checkpoint removes what it needs"
                : "at "
                    + Amounts.bytes(rate)
                    + " per second what it needs is removed in "
                    + Amounts.time(seconds));
    Remedy remedy =
        Remedy.sql(
                "ALTER SYSTEM SET max_slot_wal_keep_size = '"
                    + Math.max(1024, 4 * (slot.boundMegabytes() + (slot.kept() >> 20)))
                    + "MB'")
            .thenSql("SELECT pg_reload_conf()");
    found.add(
        isTaken || seconds <= SOON_SECONDS
            ? Finding.error(name(), evidence, remedy)
            : Finding.warning(name(), evidence, remedy));
  }

  private static long rate(ServerLook server) throws SQLException {
    return server.version() < TELLS_RATE ? 0 : server.ask(RATE, row -> row.getLong(1)).get(0);
  }

  private static Optional<Long> idleFor(ServerLook server) throws SQLException {
    return server.version() < TIMES_OUT_SLOTS
        ? Optional.empty()
        : server.ask(IDLE_TIMEOUT, row -> row.getLong(1), server.capture().slot()).stream()
            .findFirst();
  }

  private Finding idle(ServerLook server, long left) {
    return Finding.error(
        name(),
        "nobody reads slot %s, and the server gives it up %s (idle_replication_slot_timeout)"
            .formatted(
                SqlName.quoted(server.capture().slot()),
                left <= 0 ? "at the next checkpoint" : "in " + Amounts.time(left)),
        Remedy.sql("ALTER SYSTEM SET idle_replication_slot_timeout = 0")
            .thenSql("SELECT pg_reload_conf()"));
  }
}
