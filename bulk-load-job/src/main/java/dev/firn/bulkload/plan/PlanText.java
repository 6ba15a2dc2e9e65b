package dev.firn.bulkload.plan;

import dev.firn.model.ReadSplit;
import dev.firn.schema.ColumnMapping;
import dev.firn.source.SourceReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A plan for people: what would be read with which SQL, and what would become of each column. */
public final class PlanText {

  private final BulkLoadRequest request;

  public PlanText(BulkLoadRequest request) {
    this.request = request;
  }

  /**
   * @param reader that would read the tables
   */
  public String of(BulkLoadPlan plan, SourceReader reader) {
    StringBuilder text = new StringBuilder();
    text.append("Plan of source ").append(request.source().name()).append(": ").append(plan);
    text.append(". Nothing is written.\n");
    text.append(settings()).append('\n');
    plan.warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
    plan.preparation().forEach(made -> text.append("at the source: ").append(made).append('\n'));
    for (TablePlan table : plan.tables()) {
      text.append('\n')
          .append(table.route().source())
          .append(" -> ")
          .append(table.route().target())
          .append('\n');
      String what =
          table.match(
              load -> describe(load, plan.unfollowed().get(load.route().source()), reader),
              skip ->
                  "  skip: "
                      + skip.reason()
                      + "\n"
                      + changes(plan.unfollowed().get(skip.route().source())),
              refuse -> "  refuse: " + refuse.cause().getMessage() + "\n");
      text.append(what);
    }
    return text.toString();
  }

  /** What the two settings mean whose names mislead. */
  public String settings() {
    long most = request.settings().maxBytesPerSecond();
    return "parallel_tables: %d splits of one table at once; parallel_workers: %d tables at once"
            .formatted(request.loadOfOthers().splits(), request.settings().tablesAtOnce())
        + (most == 0 ? "" : "; max_bytes_per_second: " + most);
  }

  private static String changes(@Nullable String unfollowed) {
    return "  changes: "
        + (unfollowed == null ? "are followed" : "are not followed: " + unfollowed)
        + "\n";
  }

  private static String describe(
      TablePlan.Load load, @Nullable String unfollowed, SourceReader reader) {
    StringBuilder text = new StringBuilder();
    text.append("  load: ").append(load.reason()).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "  size: about %,d rows, %,d KiB at the source, %d splits%n",
            load.size().rows(),
            load.size().bytes() >> 10,
            load.splits().size()));
    text.append(bookmark(load.marked()));
    for (ReadSplit split : load.splits()) {
      text.append("  read: ").append(reader.statement(load.mapping(), split)).append('\n');
    }
    text.append("  target: CREATE TABLE ").append(load.route().target().quoted()).append(" (");
    text.append(
        load.mapping().columns().stream()
            .map(column -> column.lakeColumn() + " " + column.sparkType().sql())
            .collect(Collectors.joining(", ")));
    text.append(") USING iceberg").append(layout(load)).append('\n');
    text.append("  key: ").append(key(load.mapping().key())).append('\n');
    text.append(changes(unfollowed));
    for (ColumnMapping column : load.mapping().columns()) {
      text.append(
          "  column %s %s -> %s, %s%n"
              .formatted(
                  column.column(),
                  column.type(),
                  column.sparkType().sql(),
                  column.columnType().rule().toLowerCase(Locale.ROOT)
                      + (column.size() == null ? "" : ", " + column.evidence())
                      + (column.limit() == null ? "" : "; " + column.limit())));
    }
    load.mapping()
        .excluded()
        .forEach(
            (column, reason) ->
                text.append("  column %s is left out: it %s%n".formatted(column, reason)));
    return text.toString();
  }

  private static String bookmark(@Nullable MarkedRead marked) {
    if (marked == null) {
      return "";
    }
    return "  bookmark: %s, lag %s, compare %s: %s of what follows are written%n"
        .formatted(
            marked.column().name(),
            marked.config().lag() == null ? "none" : marked.config().lag(),
            marked.config().comparison(),
            marked.kind().phrase());
  }

  private static String layout(TablePlan.Load load) {
    String partitions =
        load.layout().partitionBy().stream()
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    String text = partitions.isEmpty() ? "" : " PARTITIONED BY (" + partitions + ")";
    return load.layout().sortBy().isEmpty()
        ? text
        : text + ", each file sorted by " + String.join(", ", load.layout().sortBy());
  }

  private static String key(List<String> key) {
    return key.isEmpty() ? "none" : String.join(", ", key);
  }
}
