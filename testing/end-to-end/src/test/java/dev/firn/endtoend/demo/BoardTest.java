package dev.firn.endtoend.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoardTest {

  private static final String DOCUMENT =
      """
      {"version":1,"sources":[{"source":"shop","tables":[
        {"table":"orders","state":"followed","rows_loaded":100000,"events_applied":1204,"lag_events":0},
        {"table":"carts","state":"loading","rows_loaded":null,"events_applied":null,"lag_events":null}
      ]}]}""";

  @Test
  void showsWhatTheStatusSaysInTheOrderOfNames() {
    assertThat(Board.lines(DOCUMENT, 80, false))
        .containsExactly(
            "table   state     rows loaded  changes applied  waiting",
            "carts   loading             -                -        -",
            "orders  followed      100,000            1,204        0");
  }

  @Test
  void showsNothingUntilThereIsATable() {
    assertThat(Board.lines("{\"sources\":[{\"tables\":[]}]}", 80, false)).isEmpty();
    assertThat(Board.lines("no JSON", 80, false)).isEmpty();
  }
}
