package dev.firn.source.postgres.copy;

import dev.firn.model.TableId;
import dev.firn.source.postgres.connect.PostgresErrors;
import dev.firn.source.postgres.connect.SqlName;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that a statement that names a relation reads the one that was meant. Who holds a table
 * keeps others from renaming it, but nobody can be kept from renaming its schema.
 *
 * <p>The statement itself says which relation the name is, where the server looks the name up to
 * read it. The server computes that once, when it plans; a row costs nothing.
 */
public final class NameGuard {

  /** Comes back in what the server says of it, in whatever language. */
  private static final String MARK = "firn: the name is that of another relation";

  private NameGuard() {}

  /** A condition that is true, or refused by the server if the name is not that relation's. */
  public static String condition(TableId name, long object) {
    return "CASE WHEN %s::regclass::oid = %d::oid THEN true ELSE '%s'::text::boolean END"
        .formatted(SqlName.literal(SqlName.quoted(name)), object, MARK);
  }

  /** What that refusal means. */
  public static @Nullable RuntimeException findRefusal(TableId name, SQLException failure) {
    return String.valueOf(failure.getMessage()).contains(MARK)
        ? PostgresErrors.relationIsAnother(name, failure)
        : null;
  }
}
