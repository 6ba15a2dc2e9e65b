package dev.firn.source.oracle;

import dev.firn.model.SourcePosition;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.schema.TableMapping;
import dev.firn.source.CaptureRequest;
import dev.firn.source.ConnectorOptions;
import dev.firn.source.ConnectorState;
import dev.firn.source.Obstacles;
import dev.firn.source.PublishedTables;
import dev.firn.source.SourceDatabase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a source answers of its capture that is loaded and not streamed yet: nothing of it is
 * followed, with the reason, so that tables are loaded again once they are.
 */
abstract class UnstreamedDatabase implements SourceDatabase {

  static final String NOT_FOLLOWED =
      "this build loads tables of Oracle and does not follow their changes yet. A load with"
          + " --no-resume reads it anew";

  @Override
  public final Obstacles findObstacles(List<TableSchema> tables) {
    Map<TableId, String> all = new HashMap<>();
    tables.forEach(table -> all.put(table.id(), NOT_FOLLOWED));
    return new Obstacles(all, Map.of());
  }

  @Override
  public final List<String> findConnectorTrouble(List<TableMapping> tables) {
    return List.of();
  }

  @Override
  public final Optional<String> findCaptureTrouble(CaptureRequest request) {
    return Optional.empty();
  }

  @Override
  public final PublishedTables findPublished(List<TableId> tables) {
    return new PublishedTables(List.of(), false);
  }

  @Override
  public final ConnectorState connectorState() {
    return NoConnector.INSTANCE;
  }

  /** Nobody knows who reads the log. */
  private enum NoConnector implements ConnectorState {
    INSTANCE;

    /** Who mines the log is a session like any other, and where it is the server is not told. */
    @Override
    public boolean isKnown() {
      return false;
    }

    @Override
    public boolean isRead() {
      return false;
    }

    @Override
    public boolean isGone() {
      return true;
    }

    @Override
    public SourcePosition server() {
      throw onlyStreamed();
    }

    @Override
    public boolean hasConfirmed(SourcePosition position) {
      return false;
    }

    @Override
    public String sayRead() {
      return "The log is read.";
    }

    @Override
    public String sayBehind(SourcePosition server) {
      throw onlyStreamed();
    }

    @Override
    public String sayUnread() {
      return "an Oracle server is not told how far its log was read";
    }

    @Override
    public String sayGone() {
      return "nothing has read the log yet";
    }

    @Override
    public String sayCleanUp() {
      return "";
    }
  }

  private static IllegalStateException onlyStreamed() {
    return new IllegalStateException("No stream of Oracle gets past its obstacle");
  }

  @Override
  public final ConnectorOptions connectorOptions() {
    throw onlyStreamed();
  }
}
