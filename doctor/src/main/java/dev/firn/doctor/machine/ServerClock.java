package dev.firn.doctor.machine;

import dev.firn.doctor.facts.Facts;
import dev.firn.doctor.facts.SourceFacts;
import dev.firn.doctor.facts.SourceFacts.Skew;
import dev.firn.health.Amounts;
import dev.firn.health.Finding;
import dev.firn.health.Probe;
import dev.firn.health.Remedy;
import java.time.Duration;
import java.util.List;

/** Whether this machine and the database have the same time. */
final class ServerClock implements Probe<Facts> {

  private static final Duration MAX_SKEW = Duration.ofSeconds(5);

  @Override
  public String name() {
    return "machine.clock";
  }

  @Override
  public String finds() {
    return "a clock of this machine that differs from the database's by more than 5 s";
  }

  @Override
  public List<Finding> look(Facts facts) {
    return facts.source().find().flatMap(SourceFacts::skew).stream()
        .filter(skew -> skew.atLeast().compareTo(MAX_SKEW) > 0)
        .map(this::told)
        .toList();
  }

  private Finding told(Skew skew) {
    return Finding.warning(
        name(),
        "the clock of this machine is %s %s that of the database: ages and lags that are told are wrong by as much, and logins and stores that look at the time may refuse it"
            .formatted(
                Amounts.time(skew.ahead().abs().toSeconds()),
                skew.ahead().isNegative() ? "ahead of" : "behind"),
        Remedy.advice("have both keep time by NTP (chronyc tracking tells how far each is off)"));
  }
}
