package dev.firn.source.oracle.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.model.DatabaseType;
import dev.firn.model.LogPlace;
import dev.firn.model.SourceLog;
import dev.firn.source.DatabaseKind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OracleReadPointTest {

  private static final OracleReadPoint POINT =
      new OracleReadPoint(
          OracleScn.parse("8812345678"), Instant.parse("2026-11-29T10:00:00.123456Z"));

  private static LogPlace place(long sequence, long commitScn) {
    return new LogPlace(OracleLog.INSTANCE, sequence, commitScn, 1);
  }

  @Test
  void hasSeenWhatWasCommittedAtItOrBefore() {
    assertThat(POINT.hasSeen(place(1, 8812345677L))).isTrue();
    assertThat(POINT.hasSeen(place(1, 8812345678L))).isTrue();
    assertThat(POINT.hasSeen(place(1, 8812345679L))).isFalse();
  }

  @Test
  void hasNotSeenWhatWasWrittenBeforeItAndCommittedAfter() {
    SourceLog.PlaceReader event = OracleLog.INSTANCE.newPlace();
    assertThat(OracleLog.INSTANCE.placesBy("scn")).isFalse();
    assertThat(OracleLog.INSTANCE.placesBy("start_scn")).isFalse();
    event.text("commit_scn", "8812349999");
    assertThat(POINT.hasSeen(event.place())).isFalse();
  }

  @Test
  void hasSeenNothingOfWhichTheCommitIsNotSaid() {
    assertThat(POINT.hasSeen(place(1, -1))).isFalse();
  }

  @Test
  void takesNumbersOfMoreThan63BitsForWhatTheyAre() {
    assertThat(POINT.hasSeen(place(1, Long.MIN_VALUE))).isFalse();
    OracleReadPoint late =
        new OracleReadPoint(OracleScn.parse("9223372036854775809"), POINT.takenAt());
    assertThat(late.hasSeen(place(1, Long.MIN_VALUE))).isTrue();
  }

  @Test
  void isKeptByItsText() {
    assertThat(POINT.text()).isEqualTo("scn:8812345678 2026-11-29T10:00:00.123456Z");
    assertThat(DatabaseKind.readPoint(POINT.text())).isEqualTo(POINT);
    assertThat(DatabaseKind.of(DatabaseType.POSTGRESQL).log().wrote(POINT.text())).isFalse();
  }

  @Test
  void isNotReadFromAnotherText() {
    assertThatThrownBy(() -> OracleReadPoint.parse("8812345678 2026-11-29T10:00:00Z"))
        .hasMessage("Cannot read \"8812345678 2026-11-29T10:00:00Z\" as a read point");
  }
}
