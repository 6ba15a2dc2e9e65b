package dev.firn.source.postgres.type;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import dev.firn.schema.UnavailableMarkers;
import dev.firn.source.postgres.wire.FloatText;
import dev.firn.source.postgres.wire.TimeText;
import java.io.IOException;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTextTest {

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0.0, 0",
    "-0.0, -0",
    "1.0, 1",
    "0.1, 0.1",
    "-1.5E-4, -0.00015",
    "1.0E-5, 1e-05",
    "1.0E14, 100000000000000",
    "1.0E15, 1e+15",
    "1.2345678901234568E17, 1.2345678901234568e+17",
    "1.0E300, 1e+300",
    "2.0E-44, 2e-44",
    "4.9E-324, 5e-324",
    "NaN, NaN",
    "-Infinity, -Infinity",
  })
  void writesNumbersAsPostgresDoes(double number, String text) {
    assertThat(FloatText.of(number)).isEqualTo(text);
  }

  @Test
  void writesShapesAsPostgresDoes() {
    assertThat(ShapeType.asServer("<(1.0,-2.5),3.0E20>")).isEqualTo("<(1,-2.5),3e+20>");
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"2023-12-31 14:00:00-05\",\"2024-01-02 00:00:00.5+00\") |"
            + " [\"2023-12-31 19:00:00+00\",\"2024-01-02 00:00:00.5+00\")",
        "[\"1883-11-18 07:07:28-04:56:02\",) | [\"1883-11-18 12:03:30+00\",)",
        "[\"0044-03-14 19:03:58-04:56:02 BC\",infinity] | [\"0044-03-15 00:00:00+00 BC\",infinity]",
        "[\"0001-12-31 20:00:00-05 BC\",) | [\"0001-01-01 01:00:00+00\",)",
        "empty | empty",
      })
  void movesInstantsToUtc(String text, String inUtc) {
    assertThat(TimeText.inUtc(text)).isEqualTo(inUtc);
  }

  @ParameterizedTest(name = "{0} with {1} bits is {2}")
  @CsvSource({"FQ==, 5, 10101", "'', 5, 00000", "AQ==, 12, 000000000001", "gQo=, 12, 101010000001"})
  void writesEveryDigitOfABitString(String base64, int length, String digits) {
    assertThat(BitStringType.digits(Base64.getDecoder().decode(base64), length)).isEqualTo(digits);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "07:04:56.123456Z, 07:04:56.123456Z",
    "12:00:00Z, 12:00:00.000000Z",
    "23:30:00-02:00, 01:30:00.000000Z",
    "24:00:00Z, 00:00:00.000000Z",
  })
  void movesTimesToUtc(String text, String inUtc) {
    assertThat(TimetzType.inUtc(text)).isEqualTo(inUtc);
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "P-17Y-4M459DT-406H-49M-7.288534999S, P-17Y-4M459DT-406H-49M-7.288535S",
    "P0Y0M0DT0H0M0S, P0Y0M0DT0H0M0S",
    "P0Y-1M1DT0H0M-0.5S, P0Y-1M1DT0H0M-0.5S",
  })
  void givesIntervalsTheirMicrosecondsBack(String text, String exact) throws IOException {
    try (JsonParser parser = new JsonFactory().createParser("\"" + text + "\"")) {
      parser.nextToken();
      assertThat(new IntervalType().decode(parser, new UnavailableMarkers(Set.of())))
          .isEqualTo(exact);
    }
  }

  @Test
  void sortsKeys() throws IOException {
    assertThat(HstoreType.sorted("{\"zz\":\"1\",\"a\":null}"))
        .isEqualTo("{\"a\":null,\"zz\":\"1\"}");
  }
}
