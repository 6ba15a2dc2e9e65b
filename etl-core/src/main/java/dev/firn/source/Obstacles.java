package dev.firn.source;

import dev.firn.model.TableId;
import java.util.HashMap;
import java.util.Map;

/**
 * What keeps changes of tables from coming as they are, and what to do, as what is said of the
 * table.
 *
 * @param unfollowed tables that can be loaded, but that must not be published
 * @param refused tables of which a load would be wrong with the next change
 */
public record Obstacles(Map<TableId, String> unfollowed, Map<TableId, String> refused) {

  public Obstacles {
    unfollowed = Map.copyOf(unfollowed);
    refused = Map.copyOf(refused);
  }

  /** These, and others of tables of which nothing was known. */
  public Obstacles with(Map<TableId, String> moreUnfollowed, Map<TableId, String> moreRefused) {
    return new Obstacles(both(unfollowed, moreUnfollowed), both(refused, moreRefused));
  }

  private static Map<TableId, String> both(Map<TableId, String> known, Map<TableId, String> more) {
    Map<TableId, String> all = new HashMap<>(more);
    all.putAll(known);
    return all;
  }
}
