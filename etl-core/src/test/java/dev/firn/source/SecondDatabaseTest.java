package dev.firn.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.DatabaseType;
import dev.firn.model.LogPlace;
import dev.firn.model.ReadPoint;
import dev.firn.model.SourceLog;
import dev.firn.model.SourcePosition;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a second database has to say of its log: one that numbers its commits. */
class SecondDatabaseTest {

  /** The log. */
  private enum CommitLog implements SourceLog {
    INSTANCE;

    @Override
    public DatabaseType database() {
      return DatabaseType.ORACLE;
    }

    @Override
    public String positionColumn() {
      return "commit_position";
    }

    @Override
    public String positionName() {
      return "commit";
    }

    @Override
    public String text(LogPlace place) {
      return place.position() == -1 ? "" : "#" + place.position();
    }

    @Override
    public boolean wrote(String readPoint) {
      return readPoint.startsWith("#");
    }

    @Override
    public ReadPoint parseReadPoint(String text) {
      String[] parts = text.split(" ", -1);
      return new AtCommit(
          new Commit(Long.parseLong(parts[0].substring(1))), Instant.parse(parts[1]));
    }

    @Override
    public boolean beganBefore(LogPlace place, long horizon) {
      return place.transaction() < horizon;
    }

    @Override
    public boolean placesBy(String field) {
      return field.equals("commit");
    }

    @Override
    public Order order(LogPlace event, LogPlace last) {
      return Order.UNKNOWN;
    }

    @Override
    public PlaceReader newPlace() {
      return new PlaceReader() {
        private long commit = -1;

        @Override
        public void number(String field, long value) {
          commit = value;
        }

        @Override
        public void text(String field, String value) {
          commit = Long.parseUnsignedLong(value);
        }

        @Override
        public LogPlace place() {
          return new LogPlace(INSTANCE, commit, commit, commit);
        }
      };
    }
  }

  private record Commit(long number) implements SourcePosition {
    @Override
    public DatabaseType database() {
      return DatabaseType.ORACLE;
    }

    @Override
    public String name() {
      return "commit";
    }

    @Override
    public boolean isAfter(SourcePosition other) {
      return number > ((Commit) other).number;
    }

    @Override
    public String text() {
      return "#" + number;
    }
  }

  private record AtCommit(Commit position, Instant takenAt) implements ReadPoint {
    @Override
    public boolean hasSeen(LogPlace place) {
      return place.committed() != -1 && place.committed() <= position.number();
    }

    @Override
    public boolean knowsOf(LogPlace place) {
      return place.committed() != -1;
    }

    @Override
    public String seen() {
      return "";
    }

    @Override
    public String text() {
      return position.text() + " " + takenAt;
    }
  }

  private static LogPlace place(long commit) {
    SourceLog.PlaceReader event = CommitLog.INSTANCE.newPlace();
    event.number("commit", commit);
    return event.place();
  }

  @Test
  void decidesByItselfWhatItsLoadsHaveSeen() {
    ReadPoint point = CommitLog.INSTANCE.parseReadPoint("#8 2026-11-29T00:00:00Z");
    assertThat(point.hasSeen(place(8))).isTrue();
    assertThat(point.hasSeen(place(9))).isFalse();
    assertThat(point.text()).isEqualTo("#8 2026-11-29T00:00:00Z");
  }

  @Test
  void itsPlacesHaveAnOrderAndATextOfItsOwn() {
    assertThat(place(8)).isLessThan(place(9));
    assertThat(place(8).text()).isEqualTo("#8");
    assertThat(CommitLog.INSTANCE.newPlace().place().text()).isEmpty();
  }

  @Test
  void itsReadPointsAreNotTakenForAnothers() {
    assertThat(DatabaseKind.of(DatabaseType.POSTGRESQL).log().wrote("#8 2026-11-29T00:00:00Z"))
        .isFalse();
  }
}
