package dev.firn.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void noneIsToldHoweverAClientWritesIt() {
    Secrets.hide("p\"w'\\\\c4n4ry ä&1");
    Secrets.hide("p\"w");
    assertThat(Secrets.without("said p\"w'\\\\c4n4ry ä&1 and p%22w%27%5C%5Cc4n4ry%20%C3%A4%261"))
        .isEqualTo("said ****** and ******");
    assertThat(
            new FencedException(ErrorCode.SOURCE_IS_LOCKED, "Bearer p\"w'\\\\c4n4ry ä&1")
                .getMessage())
        .isEqualTo("FIRN-6003 Bearer ******");
    assertThat(Secrets.without("a p\"w is too short to be told from words"))
        .contains("p\"w is too short");
  }

  @Test
  void aWordIsNoSecretThatCouldBeHidden() {
    Secrets.hide("postgres");
    assertThat(Secrets.without("pid 7 of postgres holds it")).contains("of postgres holds");
  }

  @Test
  void theLongerOfTwoIsHiddenAsAWhole() {
    Secrets.hide("c4n4ry-one");
    Secrets.hide("c4n4ry-one-and-more");
    assertThat(Secrets.without("c4n4ry-one-and-more c4n4ry-one")).isEqualTo("****** ******");
  }
}
