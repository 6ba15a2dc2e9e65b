package dev.firn.source.oracle.health;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What a server's clock says. */
public final class ServerClock {

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT);

  private ServerClock() {}

  /**
   * @param utc as {@link HealthStatements#CLOCK} has it
   */
  public static Instant parse(String utc) {
    return LocalDateTime.parse(utc, FORM).toInstant(ZoneOffset.UTC);
  }
}
