package dev.firn.bulkload.plan;

import dev.firn.model.TableId;
import dev.firn.source.CaptureRequest;
import java.util.List;
import java.util.Map;

/**
 * The whole run, or one pass of it, decided before a row is read: largest table first.
 *
 * @param warnings what will keep the changes of the source from coming, for people
 * @param unfollowed why changes of tables will not come, as what is said of each
 * @param capture what of the tables is to be captured
 * @param preparation what is made at the source for that, as it is told there; only of a whole run
 */
public record BulkLoadPlan(
    List<TablePlan> tables,
    List<String> warnings,
    Map<TableId, String> unfollowed,
    CaptureRequest capture,
    List<String> preparation) {

  public BulkLoadPlan {
    tables = List.copyOf(tables);
    warnings = List.copyOf(warnings);
    unfollowed = Map.copyOf(unfollowed);
    preparation = List.copyOf(preparation);
  }

  public List<TablePlan.Load> loads() {
    return tables.stream()
        .filter(TablePlan.Load.class::isInstance)
        .map(TablePlan.Load.class::cast)
        .toList();
  }

  @Override
  public String toString() {
    long skipped = tables.stream().filter(TablePlan.Skip.class::isInstance).count();
    long refused = tables.stream().filter(TablePlan.Refuse.class::isInstance).count();
    return "%d tables to load, %d to skip, %d refused".formatted(loads().size(), skipped, refused)
        + (unfollowed.isEmpty() ? "" : ", %d not to be followed".formatted(unfollowed.size()));
  }
}
