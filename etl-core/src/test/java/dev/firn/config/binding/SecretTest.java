package dev.firn.config.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import org.junit.jupiter.api.Test;

class SecretTest {

  private final Secret secret = Secret.of("tiger");

  @Test
  void printsAsAsterisks() {
    assertThat(secret).hasToString("******");
    assertThat("password " + secret).isEqualTo("password ******");
  }

  @Test
  void revealsItselfOnlyWhenAsked() {
    assertThat(secret.reveal()).isEqualTo("tiger");
  }

  @Test
  void tellsNothingByComparison() {
    assertThat(secret).isNotEqualTo(Secret.of("tiger"));
  }

  @Test
  void doesNotTravel() {
    assertThat(secret).isNotInstanceOf(Serializable.class);
  }
}
