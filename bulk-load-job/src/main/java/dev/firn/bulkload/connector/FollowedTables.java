package dev.firn.bulkload.connector;

import dev.firn.model.TableId;
import dev.firn.schema.TableMapping;
import java.util.List;
import java.util.Map;

/**
 * Which tables a connector reads.
 *
 * @param contracts of those that the lake has
 * @param all those, and those that were empty when they were loaded
 * @param others tables of the source's schema that it must not read
 * @param unfollowed why changes of tables that the lake has do not come
 */
public record FollowedTables(
    List<TableMapping> contracts,
    List<TableId> all,
    List<TableId> others,
    Map<TableId, String> unfollowed) {

  /**
   * Nothing that a connector reads.
   *
   * @param unfollowed why not
   */
  public static FollowedTables none(Map<TableId, String> unfollowed) {
    return new FollowedTables(List.of(), List.of(), List.of(), unfollowed);
  }

  public FollowedTables {
    contracts = List.copyOf(contracts);
    all = List.copyOf(all);
    others = List.copyOf(others);
    unfollowed = Map.copyOf(unfollowed);
  }
}
