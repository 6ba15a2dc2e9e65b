package dev.firn.source.digest;

import dev.firn.retry.Retry;

/**
 * How a database is asked for digests.
 *
 * @param atOnce slices that it looks at at one time
 * @param retry how it is asked again for those of a slice
 */
public record DigestWay(DigestKind kind, int atOnce, Retry retry) {

  /** As many connections as a table has by default; several tables are looked at at one time. */
  private static final int MAX_AT_ONCE = 8;

  public DigestWay {
    atOnce = Math.max(1, Math.min(atOnce, MAX_AT_ONCE));
  }
}
