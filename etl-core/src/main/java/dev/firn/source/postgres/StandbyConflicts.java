package dev.firn.source.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What a standby ends of what it is asked, because it has to follow its primary: rows that are
 * cleaned up there, and tables that are altered.
 */
final class StandbyConflicts {

  private static final String ASKED =
      """
      SELECT pg_is_in_recovery(),
             current_setting('max_standby_streaming_delay'),
             current_setting('hot_standby_feedback')::boolean,
             (SELECT setting::bigint FROM pg_settings
               WHERE name = 'max_standby_streaming_delay') = -1
      """;

  private StandbyConflicts() {}

  static List<String> find(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(ASKED)) {
      row.next();
      boolean isPatient = row.getBoolean(3) || row.getBoolean(4);
      return row.getBoolean(1) && !isPatient
          ? List.of(
              "The source is a standby that ends queries %s after its primary has cleaned up rows that they see. A load that takes longer begins anew, perhaps more than once: set hot_standby_feedback = on, or max_standby_streaming_delay = -1 on the standby."
                  .formatted(row.getString(2)))
          : List.of();
    }
  }
}
