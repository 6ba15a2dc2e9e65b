package dev.firn.source.postgres.type;

import dev.firn.schema.ConnectorSetting;
import java.util.List;

/** Settings of Debezium's connector for PostgreSQL by which the same value is sent otherwise. */
final class PostgresSettings {

  /** The other forms of bytes are Base64 of other bytes, too. */
  static final ConnectorSetting BYTES =
      ConnectorSetting.of("binary.handling.mode", "bytes", "bytes", "base64");

  /** Bytes of a number can look like digits. */
  static final ConnectorSetting DECIMALS =
      ConnectorSetting.of("decimal.handling.mode", "precise", "string");

  static final ConnectorSetting MONEY = ConnectorSetting.of("money.fraction.digits", "2", "2");

  /**
   * By other modes the declared precision decides what a number counts, and events do not say it.
   */
  static final ConnectorSetting TIMES =
      ConnectorSetting.of("time.precision.mode", "adaptive", "microseconds");

  static final ConnectorSetting DAYS =
      ConnectorSetting.of(
          "time.precision.mode",
          "adaptive",
          "microseconds",
          "adaptive",
          "adaptive_time_microseconds",
          "connect");

  static final ConnectorSetting INTERVALS =
      ConnectorSetting.of("interval.handling.mode", "numeric", "string");

  static final ConnectorSetting HSTORE =
      ConnectorSetting.of("hstore.handling.mode", "json", "json");

  static final ConnectorSetting UNKNOWN_TYPES =
      ConnectorSetting.of("include.unknown.datatypes", "false", "true");

  /** What the database writes depends on its settings, and the connector's session may have any. */
  static final ConnectorSetting SESSION =
      new ConnectorSetting(
          "driver.options",
          "",
          List.of("-c DateStyle=ISO,YMD -c IntervalStyle=postgres -c extra_float_digits=1"),
          "-c\\s+");

  private PostgresSettings() {}
}
