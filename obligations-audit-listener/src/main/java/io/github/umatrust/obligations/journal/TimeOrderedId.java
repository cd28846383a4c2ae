package io.github.umatrust.obligations.journal;

import java.util.UUID;

/**
 * Version 7 UUIDs (RFC 9562 §5.7): they sort by time, so primary keys are inserted at the end of
 * their index, and rows of one request keep their order within one millisecond.
 */
public final class TimeOrderedId {

  private static final int MAX_SEQUENCE = 0xFFF;

  private TimeOrderedId() {}

  /**
   * A new id.
   *
   * @param epochMillis milliseconds since the epoch, 48 bits
   * @param sequence position within the request; above 4095 the order is no longer kept
   */
  public static String of(long epochMillis, int sequence) {
    UUID random = UUID.randomUUID();
    long high = (epochMillis << 16) | 0x7000L | Math.min(sequence, MAX_SEQUENCE);
    return new UUID(high, random.getLeastSignificantBits()).toString();
  }
}
