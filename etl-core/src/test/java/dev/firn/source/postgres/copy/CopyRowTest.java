package dev.firn.source.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.Column;
import dev.firn.model.DatabaseType;
import dev.firn.model.DeclaredType;
import dev.firn.model.TableId;
import dev.firn.model.TableSchema;
import dev.firn.model.UnknownTypes;
import dev.firn.schema.SchemaMapper;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopyRowTest {

  private static CopyRow rowOf(DeclaredType type) {
    return new CopyRow(
        new SchemaMapper(UnknownTypes.TEXT, DatabaseType.POSTGRESQL)
            .map(
                new TableSchema(
                    new TableId("s", "t"), List.of(new Column("n", type, null)), List.of(), 0, 0)));
  }

  @ParameterizedTest(name = "{0}: {1} bytes")
  @CsvSource({
    "bool, 1",
    "int2, 2",
    "int4, 4",
    "int8, 8",
    "oid, 4",
    "float4, 4",
    "float8, 8",
    "date, 4",
    "time, 8",
    "timetz, 12",
    "timestamp, 8",
    "timestamptz, 8",
    "interval, 16",
    "uuid, 16"
  })
  void aValueOfAnotherLengthThanThatOfItsTypeIsRefused(String type, int width) {
    CopyRow row = rowOf(DeclaredType.of(type));
    row.point(0, 0, width);
    row.point(0, 0, -1);
    assertThat(row.isNullAt(0)).isTrue();
    for (int other : new int[] {0, width / 2, width - 1, width + 1, width * 2}) {
      if (other != width) {
        assertThatThrownBy(() -> row.point(0, 0, other))
            .hasMessage(
                ("FIRN-3005 Cannot read column n of s.t: it was %s, whose values have %d bytes, and one of %d"
                        + " bytes came. Its type was changed since the load was planned. Load the"
                        + " table again.")
                    .formatted(type, width, other));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "bytea", "numeric", "jsonb"})
  void valuesOfOtherTypesHaveAnyLength(String type) {
    CopyRow row = rowOf(DeclaredType.of(type));
    for (int length = -1; length < 20; length++) {
      row.point(0, 0, length);
    }
    assertThat(row.isNullAt(0)).isFalse();
  }

  @Test
  void anElementOfAnotherLengthThanThatOfItsTypeIsRefused() {
    CopyRow row = rowOf(DeclaredType.arrayOf(DeclaredType.of("int4")));
    byte[] array = list(4).putInt(8).putLong(1L).array();
    row.point(0, 0, array.length);
    row.over(array, 0);
    assertThatThrownBy(() -> row.getArray(0))
        .hasMessageContaining("whose values have 4 bytes, and one of 8 bytes came");
    byte[] right = list(0).putInt(4).putInt(7).putInt(-1).array();
    row.point(0, 0, right.length);
    row.over(right, 0);
    assertThat(row.getArray(0).getInt(0)).isEqualTo(7);
    assertThat(row.getArray(0).isNullAt(1)).isTrue();
  }

  /** The header of a list with one dimension and two elements, and room for them. */
  private static ByteBuffer list(int more) {
    return ByteBuffer.allocate(20 + 12 + more).putInt(1).putInt(0).putInt(20).putInt(2).putInt(1);
  }
}
