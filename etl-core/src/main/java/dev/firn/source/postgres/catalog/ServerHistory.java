package dev.firn.source.postgres.catalog;

import dev.firn.model.TableIdentity;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database of a server on one of its timelines; the words in which a contract keeps it.
 *
 * @param system what a server and its standbys have in common, and no other server
 * @param timeline another one once a standby was promoted
 * @param database its own number
 * @param isBehindStandbys true if slots that survive a failover send nothing before the standbys
 *     have it
 */
public record ServerHistory(String system, int timeline, long database, boolean isBehindStandbys) {

  private static final Pattern TEXT =
      Pattern.compile("system (\\d+), timeline (\\d+), database (\\d+)(; .*)?");
  private static final String BEHIND_STANDBYS = TableIdentity.SERVER_SETTING + "standbys first";

  /** Empty for a text that does not say it. */
  public static Optional<ServerHistory> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new ServerHistory(
                parts.group(1),
                Integer.parseInt(parts.group(2)),
                Long.parseLong(parts.group(3)),
                BEHIND_STANDBYS.equals(parts.group(4))))
        : Optional.empty();
  }

  String text() {
    return "system %s, timeline %d, database %d".formatted(system, timeline, database)
        + (isBehindStandbys ? BEHIND_STANDBYS : "");
  }

  /** True if this one may have gone on where the other one ended. */
  public boolean mayFollow(ServerHistory before) {
    return system.equals(before.system)
        && database == before.database
        && timeline > before.timeline;
  }
}
