package dev.firn.lake;

import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.model.LakeTableId;
import dev.firn.model.PartitionTransform;
import dev.firn.model.TargetLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.NullOrder;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortDirection;
import org.apache.iceberg.SortField;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types.NestedField;

/** A layout in Iceberg's terms, for a table of given columns. */
final class LakeLayout {

  /** As Iceberg writes them: {@code day}, {@code bucket[16]}. */
  private static final Pattern TRANSFORM =
      Pattern.compile("(identity|year|month|day|hour|bucket|truncate)(?:\\[(\\d+)])?");

  private final LakeTableId table;
  private final TargetLayout layout;

  LakeLayout(LakeTableId table, TargetLayout layout) {
    this.table = table;
    this.layout = layout;
  }

  /**
   * How a table is laid out, whoever has done that. An order that Firn does not sort by is none.
   *
   * @throws ConfigException if rows cannot be written so
   */
  static TargetLayout of(LakeTableId id, Table table) {
    List<PartitionTransform> partitionBy = new ArrayList<>();
    for (PartitionField field : table.spec().fields()) {
      if (!field.transform().isVoid()) {
        partitionBy.add(transform(id, table, field));
      }
    }
    List<SortField> order = table.sortOrder().fields();
    boolean isOurs =
        order.stream()
            .allMatch(
                field ->
                    field.transform().isIdentity()
                        && field.direction() == SortDirection.ASC
                        && field.nullOrder() == NullOrder.NULLS_FIRST);
    return new TargetLayout(
        partitionBy,
        isOurs
            ? order.stream().map(field -> table.schema().findColumnName(field.sourceId())).toList()
            : List.of());
  }

  private static PartitionTransform transform(LakeTableId id, Table table, PartitionField field) {
    String column = table.schema().findColumnName(field.sourceId());
    Matcher transform = TRANSFORM.matcher(field.transform().toString());
    if (!transform.matches()) {
      throw CoreErrors.layoutDoesNotFit(
          id, "the lake table's partition field", field.name(), "Firn does not write such ones");
    }
    return PartitionTransform.parse(
        transform.group(1).equals("identity")
            ? column
            : transform.group(2) == null
                ? transform.group(1) + "(" + column + ")"
                : transform.group(1) + "(" + transform.group(2) + ", " + column + ")");
  }

  /**
   * @throws ConfigException if a column is not there or its type does not suit the transform
   */
  PartitionSpec spec(Schema schema) {
    PartitionSpec.Builder spec = PartitionSpec.builderFor(schema);
    for (PartitionTransform transform : layout.partitionBy()) {
      String column = column(schema, "partition_by", transform.column());
      try {
        add(spec, transform, column);
      } catch (ValidationException | IllegalArgumentException e) {
        throw refused("partition_by", transform.toString(), String.valueOf(e.getMessage()));
      }
    }
    try {
      return spec.build();
    } catch (ValidationException | IllegalArgumentException e) {
      throw refused(
          "partition_by", layout.partitionBy().toString(), String.valueOf(e.getMessage()));
    }
  }

  private static void add(PartitionSpec.Builder spec, PartitionTransform transform, String column) {
    switch (transform.kind()) {
      case IDENTITY -> spec.identity(column);
      case YEARS -> spec.year(column);
      case MONTHS -> spec.month(column);
      case DAYS -> spec.day(column);
      case HOURS -> spec.hour(column);
      case BUCKET -> spec.bucket(column, transform.width());
      case TRUNCATE -> spec.truncate(column, transform.width());
    }
  }

  SortOrder order(Schema schema) {
    SortOrder.Builder order = SortOrder.builderFor(schema);
    layout.sortBy().forEach(name -> order.asc(column(schema, "sort_by", name)));
    return order.build();
  }

  /** Lays out a table that exists already; its older files stay as they are. */
  void applyTo(Transaction transaction) {
    Schema schema = transaction.table().schema();
    PartitionSpec wanted = spec(schema);
    if (!wanted.compatibleWith(transaction.table().spec())) {
      UpdatePartitionSpec update = transaction.updateSpec();
      transaction.table().spec().fields().forEach(field -> update.removeField(field.name()));
      wanted
          .fields()
          .forEach(
              field ->
                  update.addField(
                      org.apache.iceberg.expressions.Expressions.transform(
                          schema.findColumnName(field.sourceId()), field.transform())));
      update.commit();
    }
    if (!order(schema).sameOrder(transaction.table().sortOrder())) {
      var update = transaction.replaceSortOrder();
      layout.sortBy().forEach(name -> update.asc(column(schema, "sort_by", name)));
      update.commit();
    }
  }

  private String column(Schema schema, String key, String name) {
    NestedField field = schema.caseInsensitiveFindField(name);
    if (field == null) {
      throw refused(key, name, "the table has no column of that name");
    }
    return field.name();
  }

  private ConfigException refused(String key, String what, String why) {
    return CoreErrors.layoutDoesNotFit(table, key, what, why);
  }
}
