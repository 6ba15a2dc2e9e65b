package dev.firn.lake;

import dev.firn.error.ConfigException;
import dev.firn.error.CoreErrors;
import dev.firn.model.LakeTableId;
import dev.firn.model.PartitionTransform;
import dev.firn.model.TargetLayout;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.types.Types.NestedField;

/** A layout in Iceberg's terms, for a table of given columns. */
final class LakeLayout {

  private final LakeTableId table;
  private final TargetLayout layout;

  LakeLayout(LakeTableId table, TargetLayout layout) {
    this.table = table;
    this.layout = layout;
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
