package dev.firn.source.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableIdentity;
import dev.firn.model.TableIdentity.RowNaming;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerHistoryTest {

  private static final ServerHistory FIRST = new ServerHistory("77", 1, 5, true);

  @Test
  void readsWhatItHasWritten() {
    for (boolean behind : new boolean[] {true, false}) {
      ServerHistory history = new ServerHistory("7312345678901234567", 12, 16384, behind);
      assertThat(ServerHistory.parse(history.text())).contains(history);
    }
    assertThat(ServerHistory.parse("")).isEmpty();
    assertThat(ServerHistory.parse("Oracle 19")).isEmpty();
  }

  @Test
  void onlyALaterTimelineOfTheSameSystemFollows() {
    assertThat(new ServerHistory("77", 2, 5, false).mayFollow(FIRST)).isTrue();
    assertThat(FIRST.mayFollow(FIRST)).isFalse();
    assertThat(new ServerHistory("78", 2, 5, false).mayFollow(FIRST)).isFalse();
    assertThat(new ServerHistory("77", 2, 6, false).mayFollow(FIRST)).isFalse();
    assertThat(FIRST.mayFollow(new ServerHistory("77", 2, 5, true))).isFalse();
  }

  @Test
  void howAServerIsSetMakesItNoOther() {
    TableIdentity then = identity(FIRST);
    TableIdentity now = identity(new ServerHistory("77", 1, 5, false));
    assertThat(then.mayBeOnServerOf(now)).isTrue();
    assertThat(then.isSame(now)).isFalse();
    assertThat(then.mayBeOnServerOf(identity(new ServerHistory("77", 2, 5, true)))).isFalse();
  }

  private static TableIdentity identity(ServerHistory server) {
    return new TableIdentity(
        server.text(), 1, "", RowNaming.KEY, 0, List.of(), 0, List.of(), "", 9, 9);
  }
}
