package dev.firn.source.postgres.wire;

import dev.firn.schema.ConnectorSetting;
import java.util.List;

/** Settings of Debezium's connector for PostgreSQL by which the same value is sent otherwise. */
public final class PostgresSettings {

  /** The other forms of bytes are Base64 of other bytes, too. */
  public static final ConnectorSetting BYTES =
      ConnectorSetting.of("binary.handling.mode", "bytes", "bytes", "base64");

  /** Bytes of a number can look like digits. */
  public static final ConnectorSetting DECIMALS =
      ConnectorSetting.of("decimal.handling.mode", "precise", "string");

  public static final ConnectorSetting MONEY =
      ConnectorSetting.of("money.fraction.digits", "2", "2");

  /**
   * By other modes the declared precision decides what a number counts, and events do not say it.
   */
  public static final ConnectorSetting TIMES =
      ConnectorSetting.of("time.precision.mode", "adaptive", "microseconds");

  public static final ConnectorSetting DAYS =
      ConnectorSetting.of(
          "time.precision.mode",
          "adaptive",
          "microseconds",
          "adaptive",
          "adaptive_time_microseconds",
          "connect");

  public static final ConnectorSetting INTERVALS =
      ConnectorSetting.of("interval.handling.mode", "numeric", "string");

  public static final ConnectorSetting HSTORE =
      ConnectorSetting.of("hstore.handling.mode", "json", "json");

  public static final ConnectorSetting UNKNOWN_TYPES =
      ConnectorSetting.of("include.unknown.datatypes", "false", "true");

  /** What the database writes depends on its settings, and the connector's session may have any. */
  public static final ConnectorSetting SESSION =
      new ConnectorSetting(
          "driver.options",
          "",
          List.of("-c DateStyle=ISO,YMD -c IntervalStyle=postgres -c extra_float_digits=1"),
          "-c\\s+");

  private PostgresSettings() {}
}
