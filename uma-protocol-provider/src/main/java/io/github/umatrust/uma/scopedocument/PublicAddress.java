package io.github.umatrust.uma.scopedocument;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the public Internet from all others, after the IANA registries of special
 * purpose addresses (RFC 6890). Of IPv6, only global unicast counts as public, so that what is
 * assigned later is refused until it is known here.
 */
final class PublicAddress {

  private static final List<Block> NOT_PUBLIC_V4 =
      List.of(
          Block.of("0.0.0.0", 8), // this network
          Block.of("10.0.0.0", 8), // private
          Block.of("100.64.0.0", 10), // carrier-grade NAT
          Block.of("127.0.0.0", 8), // loopback
          Block.of("169.254.0.0", 16), // link-local
          Block.of("172.16.0.0", 12), // private
          Block.of("192.0.0.0", 24), // protocol assignments
          Block.of("192.0.2.0", 24), // documentation
          Block.of("192.88.99.0", 24), // 6to4 relays
          Block.of("192.168.0.0", 16), // private
          Block.of("198.18.0.0", 15), // benchmarks
          Block.of("198.51.100.0", 24), // documentation
          Block.of("203.0.113.0", 24), // documentation
          Block.of("224.0.0.0", 4), // multicast
          Block.of("240.0.0.0", 4)); // reserved, and broadcast

  private static final Block GLOBAL_UNICAST_V6 = Block.of("2000::", 3);

  private static final List<Block> NOT_PUBLIC_V6 =
      List.of(
          Block.of("2001::", 23), // protocol assignments, Teredo among them
          Block.of("2001:db8::", 32), // documentation
          Block.of("2002::", 16), // 6to4, which carries an IPv4 address
          Block.of("3fff::", 20)); // documentation

  /** IPv6 addresses whose last 32 bits are the IPv4 address that is meant. */
  private static final List<Block> CARRIES_V4 =
      List.of(
          // IPv4-mapped. It has to be written in bytes: Java reads its text as an IPv4 address.
          new Block(BigInteger.valueOf(0xffff00000000L), 96, 128),
          Block.of("64:ff9b::", 96)); // NAT64

  private PublicAddress() {}

  /** Whether an address belongs to the public Internet. */
  static boolean test(InetAddress address) {
    return test(address.getAddress());
  }

  private static boolean test(byte[] address) {
    if (address.length == 4) {
      return NOT_PUBLIC_V4.stream().noneMatch(b -> b.contains(address));
    }
    if (CARRIES_V4.stream().anyMatch(b -> b.contains(address))) {
      return test(Arrays.copyOfRange(address, 12, 16));
    }
    return GLOBAL_UNICAST_V6.contains(address)
        && NOT_PUBLIC_V6.stream().noneMatch(b -> b.contains(address));
  }

  /**
   * The addresses that start with the same bits.
   *
   * @param first the block's first address
   * @param prefix how many bits they share
   * @param bits how many bits an address has
   */
  private record Block(BigInteger first, int prefix, int bits) {

    /**
     * @param literal an IP address, never a name
     */
    static Block of(String literal, int prefix) {
      try {
        byte[] first = InetAddress.getByName(literal).getAddress();
        return new Block(new BigInteger(1, first), prefix, first.length * 8);
      } catch (UnknownHostException e) {
        throw new IllegalArgumentException("not an IP address: " + literal, e);
      }
    }

    boolean contains(byte[] address) {
      return address.length * 8 == bits
          && new BigInteger(1, address).xor(first).shiftRight(bits - prefix).signum() == 0;
    }
  }
}
