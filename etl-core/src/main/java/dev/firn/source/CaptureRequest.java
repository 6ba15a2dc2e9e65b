package dev.firn.source;

import dev.firn.model.ReadPoint;
import dev.firn.model.TableId;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a load wants of the capture of changes.
 *
 * @param tables whose changes are to come from the read point on
 * @param loadedBefore at which point those were read that an earlier load has read
 * @param others asked if the capture begins anew: tables that were loaded before, that are to be
 *     followed, and that this load leaves alone
 * @param beginning done when it is about to begin anew, before anything of the earlier one can be
 *     taken for it
 */
public record CaptureRequest(
    List<TableId> tables,
    Map<TableId, ReadPoint> loadedBefore,
    Supplier<List<TableId>> others,
    Runnable beginning) {

  public CaptureRequest {
    tables = List.copyOf(tables);
    loadedBefore = Map.copyOf(loadedBefore);
  }

  public CaptureRequest(
      List<TableId> tables, Map<TableId, ReadPoint> loadedBefore, Supplier<List<TableId>> others) {
    this(tables, loadedBefore, others, () -> {});
  }

  /** The same with something to be done when the capture begins anew. */
  public CaptureRequest beginningWith(Runnable work) {
    return new CaptureRequest(tables, loadedBefore, others, work);
  }
}
