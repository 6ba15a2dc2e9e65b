package dev.firn.bulkload.load;

import dev.firn.bulkload.plan.TablePlan;
import dev.firn.lake.LoadTarget;
import dev.firn.lake.rows.WrittenFiles;
import dev.firn.source.SentRows;
import java.util.List;

/** A table all of whose rows are in files that nobody sees. */
record WrittenTable(PreparedTable table, List<SplitTask.Result> parts) {

  TablePlan.Load plan() {
    return table.plan();
  }

  LoadTarget target() {
    return table.target();
  }

  List<WrittenFiles> files() {
    return parts.stream().map(SplitTask.Result::files).toList();
  }

  /** What the source says it has sent. */
  SentRows sent() {
    return parts.stream().map(SplitTask.Result::sent).reduce(SentRows.NONE, SentRows::plus);
  }

  long bytes() {
    return files().stream().mapToLong(WrittenFiles::bytes).sum();
  }

  /**
   * Makes sure that the files hold what the source has sent.
   *
   * @throws IllegalStateException if they do not
   */
  void verify() {
    for (int i = 0; i < parts.size(); i++) {
      SplitTask.Result part = parts.get(i);
      if (part.sent().rows() != part.files().rows()) {
        throw new IllegalStateException(
            "Cannot publish %s: the source sent %d rows of split %d, the lake's files hold %d."
                .formatted(
                    plan().route().target(), part.sent().rows(), i + 1, part.files().rows()));
      }
    }
  }

  /** Deletes the files; only before they are published. */
  void discard() {
    target().discard(files());
  }
}
