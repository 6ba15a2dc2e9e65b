package dev.firn.cdc.decode;

import dev.firn.cdc.event.Change;
import dev.firn.cdc.event.DeadLetter;
import dev.firn.cdc.event.Placed;

/** A number that two copies of an event have in common, and hardly any other event has. */
public final class Fingerprint {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final byte[] NOTHING = new byte[0];

  private Fingerprint() {}

  public static long of(Placed event) {
    if (event instanceof Change change) {
      return of(ChangeCodec.identity(change));
    }
    // The rest of the bytes of a letter says when it was sent.
    byte[] key = event instanceof DeadLetter letter ? letter.key() : null;
    return of(key == null ? NOTHING : key);
  }

  /** FNV-1a, which is the same in every JVM. */
  private static long of(byte[] bytes) {
    long hash = FNV_OFFSET;
    for (byte next : bytes) {
      hash = (hash ^ (next & 0xff)) * FNV_PRIME;
    }
    return hash;
  }
}
