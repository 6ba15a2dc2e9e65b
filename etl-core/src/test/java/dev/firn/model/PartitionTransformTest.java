package dev.firn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionTransformTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "days(created_at) | days(created_at)",
        "Day( created_at ) | days(created_at)",
        "bucket(16, id) | bucket(16, id)",
        "truncate( 8 ,a b) | truncate(8, a b)",
        "country | country",
        "years(ts) | years(ts)",
        "hour(ts) | hours(ts)",
      })
  void readsIcebergsTransforms(String text, String expected) {
    assertThat(PartitionTransform.parse(text)).hasToString(expected);
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {"bucket(id)", "days(7, ts)", "weeks(ts)", "bucket(0, id)", "days(ts", "", "f()"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> PartitionTransform.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(".*(partition transform|number of arguments).*");
  }
}
