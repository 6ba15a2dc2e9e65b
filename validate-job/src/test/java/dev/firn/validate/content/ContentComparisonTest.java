package dev.firn.validate.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.testing.LocalSpark;
import dev.firn.validate.content.ContentComparison.Limits;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class ContentComparisonTest {

  private static final int ROWS = 20_000;

  private final SparkSession spark = LocalSpark.session();

  private Dataset<Row> rows(String value) {
    return spark.range(0, ROWS, 1, 5).selectExpr("id", value + " AS v", "'same' AS w");
  }

  private ContentResult compare(Dataset<Row> source, Dataset<Row> lake, Limits limits) {
    return new ContentComparison(
            new RowShape(source.schema(), List.of(0), 42),
            RowScan.ofLake(() -> source, "one"),
            RowScan.ofLake(() -> lake, "other"),
            limits)
        .compare(ROWS, ROWS);
  }

  @Test
  void findsAllThatDiffersThoughTheDriverHoldsFewBucketsAndRows() {
    ContentResult result =
        compare(
            rows("id"),
            rows("CASE WHEN id % 1000 = 3 THEN -id ELSE id END").where("id % 1000 <> 4"),
            new Limits(256, 1000));
    assertThat(result.sourceRows()).isEqualTo(ROWS);
    assertThat(result.lakeRows()).isEqualTo(ROWS - 20);
    Differences differences = result.differences();
    assertThat(differences.complete()).isTrue();
    assertThat(differences.counts()).isEqualTo(new Differences.Counts(20, 0, 20, 0));
    assertThat(differences.columns()).containsExactly("v");
    assertThat(
            differences.rows().stream()
                .map(row -> row.kind() + " " + Objects.requireNonNull(row.key().get(0).value()))
                .collect(Collectors.toSet()))
        .isEqualTo(
            IntStream.range(0, 20)
                .boxed()
                .flatMap(
                    i -> List.of("changed " + (1000 * i + 3), "missing " + (1000 * i + 4)).stream())
                .collect(Collectors.toSet()));
  }

  @Test
  void saysThatThereIsMoreIfEverythingDiffers() {
    ContentResult result = compare(rows("id"), rows("-id - 1"), new Limits(256, 500));
    assertThat(result.columns()).containsExactly("v");
    assertThat(result.differences().complete()).isFalse();
    assertThat(result.differences().counts().changed()).isBetween(1L, 600L);
    assertThat(result.differences().counts().total())
        .isEqualTo(result.differences().counts().changed());
  }
}
