package dev.firn.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class QuestionsTest {

  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void whatDoesNotAnswerIsToldAndKeepsNobodyWaiting() {
    Questions questions = new Questions(Duration.ofSeconds(1));
    Questions.Asked<String> silent =
        questions.ask(
            "silent",
            () -> {
              never.await();
              return "";
            });
    Questions.Asked<String> quick = questions.ask("quick", () -> "here");

    assertThat(silent.await().trouble()).isEqualTo("it has not answered within 1 s (--wait)");
    assertThat(quick.await().find()).contains("here");
  }

  @Test
  void whyItFailedIsTheAnswer() {
    Questions.Asked<String> failing =
        new Questions(Duration.ofSeconds(10))
            .ask(
                "failing",
                () -> {
                  throw new NoClassDefFoundError("software/amazon/S3");
                });

    assertThat(failing.await().find()).isEmpty();
    assertThat(failing.await().trouble()).contains("software/amazon/S3");
  }
}
