package dev.firn.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.model.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectorTroubleTest {

  /** As TableId of debezium-core 3.6.1 reads the names that it has quoted itself. */
  @Test
  void namesThatDebeziumCannotReadAreNotFollowed() {
    for (String name : new String[] {"\"a", "a\"", "a \"b\""}) {
      for (TableId table : List.of(new TableId("public", name), new TableId(name, "t"))) {
        assertThat(ConnectorTrouble.names(List.of(table))).containsOnlyKeys(table);
      }
    }
    for (String name : new String[] {"a", "it's new", "a\"b", "Order Details", "a.b", "'a'"}) {
      assertThat(ConnectorTrouble.names(List.of(new TableId("public", name)))).isEmpty();
    }
  }
}
