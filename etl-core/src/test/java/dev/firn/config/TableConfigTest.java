package dev.firn.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.config.shape.Shape;
import dev.firn.config.shape.ShapePolicy;
import dev.firn.model.TargetLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableConfigTest {

  @TempDir private Path path;

  private SourceConfig source(String tables) {
    return source(tables, "");
  }

  private SourceConfig source(String tables, String more) {
    return new ConfigDirectory(path)
        .sources(
            """
            sources:
              shop:
                database_type: postgresql
                kafka_topic_prefix: shop
                iceberg_namespace: shop
                database_connection:
                  {host: h, database: d, username: u, password: p}
            """
                + more.indent(4)
                + "    tables:\n"
                + tables.indent(6))
        .load("shop");
  }

  @Test
  void aNameWinsOverAPatternAndTheFirstPatternOverTheOthers() {
    SourceConfig source =
        source(
            """
            "o*": {sort_by: [first]}
            "*s": {sort_by: [second]}
            orders: {sort_by: [exact]}
            """);
    assertThat(source.layoutOf("orders").sortBy()).containsExactly("exact");
    assertThat(source.layoutOf("others").sortBy()).containsExactly("first");
    assertThat(source.layoutOf("items").sortBy()).containsExactly("second");
    assertThat(source.layoutOf("item")).isEqualTo(TargetLayout.PLAIN);
    assertThat(source.layoutOf("Orders").sortBy()).containsExactly("second");
  }

  @Test
  void aPatternIsNoRegularExpression() {
    SourceConfig source = source("\"a.c*\": {sort_by: [x]}");
    assertThat(source.layoutOf("a.c(d")).isNotEqualTo(TargetLayout.PLAIN);
    assertThat(source.layoutOf("abc")).isEqualTo(TargetLayout.PLAIN);
  }

  @Test
  void takesTransformsAsAListOfYamlOrAsOneText() {
    String list = "t: {partition_by: [days(created_at), bucket(16, id), country]}";
    String text = "t: {partition_by: \"days(created_at), bucket(16, id), country\"}";
    assertThat(source(list).layoutOf("t").partitionBy())
        .hasToString("[days(created_at), bucket(16, id), country]")
        .isEqualTo(source(text).layoutOf("t").partitionBy());
  }

  @Test
  void saysWhereATransformIsWrong() {
    assertThatThrownBy(() -> source("t: {partition_by: [bucket(id)]}"))
        .hasMessageContaining("sources.shop.tables.t.partition_by: expected a list of columns");
    assertThatThrownBy(() -> source("t: {partition_by: [[a], b]}"))
        .hasMessageContaining("got more in it");
    assertThatThrownBy(() -> source("t: {partitioned_by: [a]}"))
        .hasMessageContaining("did you mean \"partition_by\"");
  }

  @Test
  void aTableIsKeptInTheShapesOfItsOwn() {
    SourceConfig source = source("orders: {shapes: [mirror, scd2], history: {raw: true}}");
    assertThat(source.policyOf("orders").shapes().shapes())
        .containsExactlyInAnyOrder(Shape.MIRROR, Shape.SCD2);
    assertThat(source.policyOf("orders").shapes().rawEvents()).isTrue();
    assertThat(source.policyOf("items").shapes()).isEqualTo(ShapePolicy.MIRROR_ALONE);
  }

  @Test
  void noShapeIsKeptWithoutTheMirrorThatItIsMadeFrom() {
    assertThatThrownBy(() -> source("orders: {shapes: [history, scd2]}"))
        .hasMessageContaining(
            "sources.shop.tables.orders.shapes: expected mirror, or a list of mirror and some of"
                + " [history, scd2]; the others are made from the mirror, got \"history, scd2\"");
  }

  @Test
  void aBookmarkOfTheSourceIsThatOfItsTablesUnlessTheySayOtherwise() {
    SourceConfig source =
        source(
            """
            all: {bookmark: {lag: 10m}}
            other: {bookmark: {column: none}}
            t: {bookmark: {column: n, lag: 1000, compare: never}}
            """,
            "bookmark: {column: at, compare: every_run, time_zone: Europe/Vienna}");
    assertThat(source.loadOf("all").bookmark())
        .hasToString(
            "BookmarkConfig[column=at, lag=PT10M, comparison=every_run, zone=Europe/Vienna]");
    assertThat(source.loadOf("t").bookmark())
        .hasToString("BookmarkConfig[column=n, lag=1000, comparison=never, zone=Europe/Vienna]");
    assertThat(source.loadOf("other").bookmark().isSet()).isFalse();
    assertThat(source.loadOf("whatever").bookmark().isSet()).isTrue();
    assertThat(source.bulkLoad().capturesChanges()).isFalse();
  }

  @Test
  void saysWhereABookmarkIsWrong() {
    assertThatThrownBy(
            () -> source("t: {bookmark: {column: at, lag: soon, compare: daily, zone: Mars}}"))
        .hasMessageContaining("bookmark.lag: expected a duration such as 10m, or a number")
        .hasMessageContaining("bookmark.compare: expected never, every_run, or a duration")
        .hasMessageContaining("bookmark.zone: unknown key");
  }
}
