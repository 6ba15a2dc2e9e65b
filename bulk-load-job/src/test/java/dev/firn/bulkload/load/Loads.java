package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.model.LakeTableId;
import dev.firn.model.TableId;
import dev.firn.model.TableRoute;
import dev.firn.model.TargetLayout;
import dev.firn.schema.TableMapping;
import dev.firn.source.postgres.copy.PageRange;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Plans of tables that exist nowhere. */
final class Loads {

  private Loads() {}

  static TablePlan.Load load(String name, long rows, long bytes, int splits) {
    TableId source = new TableId("public", name);
    return new TablePlan.Load(
        new TableRoute(source, new LakeTableId("local", List.of("shop"), name), "shop." + name),
        new TableMapping(source, List.of(), List.of()),
        TargetLayout.PLAIN,
        Collections.nCopies(splits, new PageRange(source, 1, 0, PageRange.OPEN_END)),
        new TablePlan.Size(rows, bytes),
        Map.of(),
        "not loaded yet");
  }
}
