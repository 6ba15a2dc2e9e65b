package dev.firn.source.oracle.catalog;

/**
 * Blocks of a segment that lie one after the other.
 *
 * @param part the partition of the table, or empty
 * @param file its relative number in the tablespace; always the same one in a bigfile tablespace
 */
public record Extent(String part, long file, long block, long blocks) {

  /** What a bigfile tablespace says of its only file; 4096 on one platform. */
  private static final long BIGFILE = 1024;

  private static final int BLOCK_BITS = 22;
  private static final long MAX_ADDRESS = 0xFFFF_FFFFL;

  /**
   * The address of its first block in its tablespace, unsigned in 32 bits: ten for the file and 22
   * for the block, or all of them for the block of the only file.
   *
   * @throws IllegalArgumentException if there is no such address
   */
  public long address() {
    long address = file >= BIGFILE ? block : (file << BLOCK_BITS) + block;
    boolean fits = file >= BIGFILE || block + blocks <= 1L << BLOCK_BITS;
    if (file < 0 || block < 0 || blocks < 0 || !fits || address + blocks - 1 > MAX_ADDRESS) {
      throw new IllegalArgumentException("No extent of Oracle: " + this);
    }
    return address;
  }
}
