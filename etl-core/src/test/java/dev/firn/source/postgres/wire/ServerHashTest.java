package dev.firn.source.postgres.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As PostgreSQL 18 has answered; {@code ValidationIT} asks the server itself. */
class ServerHashTest {

  private static final ServerHash HASH = new ServerHash(0);
  private static final ServerHash SEEDED = new ServerHash(-81985529216486896L);

  @ParameterizedTest
  @CsvSource({
    "'', -6939563903564495251, -4360243155399339951",
    "a, 3591986179850072241, -3769679941098070425",
    "abcd, -1038429303365892052, -1096456540471568729",
    "abcdefgh, -8882191227074733005, 6158868735791441116",
    "abcdefghi, -3278210106038014113, 1165702885788070018",
    "abcdefghijk, 3112909444737856467, -3412181864404672258",
    "abcdefghijkl, -7556637188122330412, -8083380240550263376",
    "abcdefghijklmnopqrstuvwxyz, -6612928417832572997, -2051540582632967866"
  })
  void isThatOfTheServer(String text, long hash, long seeded) {
    SentBytes bytes = new SentBytes();
    // What was there before does not count.
    bytes.all("what was there before, and more".getBytes(StandardCharsets.US_ASCII));
    bytes.clear();
    bytes.all(text.getBytes(StandardCharsets.US_ASCII));
    assertThat(HASH.of(bytes)).isEqualTo(hash);
    assertThat(SEEDED.of(bytes)).isEqualTo(seeded);
  }
}
