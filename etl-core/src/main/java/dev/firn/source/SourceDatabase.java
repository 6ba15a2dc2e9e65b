package dev.firn.source;

import dev.firn.config.KafkaClusterConfig;
import dev.firn.config.SourceConfig;
import dev.firn.error.FirnException;
import dev.firn.health.ExaminedTables;
import dev.firn.health.Finding;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The door to a source: everything that Firn asks of its database, by who asks. */
public interface SourceDatabase extends SourceCatalog, SourceReader, ChangeCapture, SourceProbes {

  /** The database of a source; it is not connected to before it is asked something. */
  static SourceDatabase of(SourceConfig source, Clock clock) {
    return of(source, null, clock);
  }

  /**
   * The same, of which also what sends its changes is asked.
   *
   * @param kafka where they arrive; null if that is not known
   */
  static SourceDatabase of(SourceConfig source, @Nullable KafkaClusterConfig kafka, Clock clock) {
    return DatabaseKind.of(source.databaseType()).open(source, kafka, clock);
  }

  /**
   * Logs in and out again, so that a wrong password is known before anything expensive starts.
   *
   * @throws FirnException saying whether it may work later
   */
  void probe();

  /** What its clock says; empty if its kind does not ask it. */
  default Optional<Instant> clock() {
    return Optional.empty();
  }

  /**
   * What its own probes find at this moment, with what mends it; empty if its kind has none, so
   * that the questions of the other interfaces have to do.
   *
   * @param source by the name that commands are given
   */
  default Optional<List<Finding>> examine(String source, ExaminedTables tables) {
    return Optional.empty();
  }
}
