package dev.firn.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProbesTest {

  private record Telling(String name) implements Probe<String> {
    @Override
    public String finds() {
      return "what it is shown";
    }

    @Override
    public List<Finding> look(String subject) {
      if (subject.equals(name)) {
        throw new IllegalStateException("nobody may look at " + subject);
      }
      return List.of(Finding.info(name, "saw " + subject));
    }
  }

  @Test
  void thatOneFailsIsAFindingAndHidesNoOther() {
    List<Finding> found =
        Probes.look(List.of(new Telling("a"), new Telling("b"), new Telling("c")), "b");

    assertThat(found).extracting(Finding::probe).containsExactly("a", "b", "c");
    assertThat(found.get(1).severity()).isEqualTo(Severity.WARNING);
    assertThat(found.get(1).evidence()).contains("nobody may look at b");
  }

  @Test
  void stepsOfARemedyStayInTheirOrder() {
    assertThat(Remedy.sql("DROP x").thenRun("firn cdc").thenAdvice("look").steps())
        .containsExactly(
            new Remedy.Step(Remedy.Kind.SQL, "DROP x"),
            new Remedy.Step(Remedy.Kind.RUN, "firn cdc"),
            new Remedy.Step(Remedy.Kind.DO, "look"));
  }

  @Test
  void aReloadNamesTablesAsAShellAndTheOptionReadThem() {
    assertThat(Reload.of("shop", List.of("orders", "Odd Name")))
        .isEqualTo("firn bulk-load --source shop --tables 'orders,\"Odd Name\"' --no-resume");
    assertThat(Reload.first("shop", List.of())).isEqualTo("firn bulk-load --source shop");
  }
}
