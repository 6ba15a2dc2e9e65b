package dev.firn.source.postgres.catalog;

import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;

/**
 * What belongs to tables, by the catalog's own rows.
 *
 * <p>{@code pg_partition_tree} says the same, but it locks every partition, so that it waits for
 * whoever works on one, and it tells what is true now and not at the snapshot.
 */
public final class PartitionTree {

  /**
   * A row {@code i} of {@code pg_inherits} that makes the relation {@code c} a part. One whose
   * detaching was begun is none any more, though the row stays until somebody finishes it. (Through
   * JSON, because servers before 14 do not have the column.)
   */
  static final String IS_PART =
      "c.relispartition AND to_jsonb(i) ->> 'inhdetachpending' IS DISTINCT FROM 'true'";

  /**
   * The begin of a query about {@code tree}: each asked table, by its place among them and its
   * number, with itself and all of its parts. Two parameters, see {@link #bind}.
   */
  public static final String WITH_TREE =
      """
      WITH RECURSIVE wanted AS (
        SELECT w.place, c.oid AS root
          FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS w(schema, name, place)
          JOIN pg_namespace n ON n.nspname = w.schema
          JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name),
      tree(place, root, relid) AS (
        SELECT place, root, root FROM wanted
        UNION ALL
        SELECT t.place, t.root, i.inhrelid
          FROM tree t
          JOIN pg_inherits i ON i.inhparent = t.relid
          JOIN pg_class c ON c.oid = i.inhrelid
         WHERE %s)
      """
          .formatted(IS_PART);

  private PartitionTree() {}

  /**
   * Says of which tables a query asks that begins with {@link #WITH_TREE}.
   *
   * @param tables their places count from 1
   */
  public static void bind(PreparedStatement query, Collection<TableId> tables) throws SQLException {
    SqlName.bind(query, 1, tables);
  }
}
