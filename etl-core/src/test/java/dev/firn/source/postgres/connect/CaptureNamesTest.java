package dev.firn.source.postgres.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CaptureNamesTest {

  private static String slot(String source) {
    return CaptureNames.forSource(source).slot();
  }

  @Test
  void aSourceWhoseNameASlotCanHaveGivesItsName() {
    assertThat(slot("my_db_2")).isEqualTo("firn_my_db_2");
  }

  @Test
  void sourcesWhoseNamesMeetHaveSlotsOfTheirOwn() {
    String tooLong = "a".repeat(70);
    List<String> slots =
        Stream.of("my_x", "my-x", "My_x", "my.x", tooLong, tooLong + "a")
            .map(CaptureNamesTest::slot)
            .toList();
    assertThat(slots).doesNotHaveDuplicates().allMatch(name -> name.matches("[a-z0-9_]{1,63}"));
  }
}
