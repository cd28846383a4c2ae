package io.github.umatrust.uma.scopedocument;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublicAddressTest {

  @ParameterizedTest
  @CsvSource({
    // Both sides of every bound.
    "0.0.0.0, false",
    "0.255.255.255, false",
    "1.0.0.0, true",
    "9.255.255.255, true",
    "10.0.0.0, false",
    "10.255.255.255, false",
    "11.0.0.0, true",
    "100.63.255.255, true",
    "100.64.0.0, false",
    "100.127.255.255, false",
    "100.128.0.0, true",
    "126.255.255.255, true",
    "127.0.0.1, false",
    "127.255.255.255, false",
    "128.0.0.0, true",
    "169.253.255.255, true",
    "169.254.0.0, false",
    "169.254.169.254, false",
    "169.255.0.0, true",
    "172.15.255.255, true",
    "172.16.0.0, false",
    "172.31.255.255, false",
    "172.32.0.0, true",
    "191.255.255.255, true",
    "192.0.0.0, false",
    "192.0.0.255, false",
    "192.0.1.0, true",
    "192.0.2.0, false",
    "192.0.2.255, false",
    "192.0.3.0, true",
    "192.88.98.255, true",
    "192.88.99.1, false",
    "192.88.100.0, true",
    "192.167.255.255, true",
    "192.168.0.0, false",
    "192.168.255.255, false",
    "192.169.0.0, true",
    "198.17.255.255, true",
    "198.18.0.0, false",
    "198.19.255.255, false",
    "198.20.0.0, true",
    "198.51.99.255, true",
    "198.51.100.0, false",
    "198.51.101.0, true",
    "203.0.112.255, true",
    "203.0.113.0, false",
    "203.0.114.0, true",
    "223.255.255.255, true",
    "224.0.0.0, false",
    "239.255.255.255, false",
    "240.0.0.0, false",
    "255.255.255.255, false",
    "'::', false",
    "::1, false",
    "::8.8.8.8, false",
    "::127.0.0.1, false",
    "::ffff:0:8.8.8.8, false",
    "64:ff9b::10.0.0.1, false",
    "64:ff9b::127.0.0.1, false",
    "64:ff9b::169.254.169.254, false",
    "64:ff9b::8.8.8.8, true",
    "64:ff9b:0:0:0:1:808:808, false",
    "64:ff9b:1::808:808, false",
    "100::1, false",
    "1fff:ffff::1, false",
    "2000::1, true",
    "2001::1, false",
    "2001:1ff:ffff::1, false",
    "2001:200::1, true",
    "2001:db7:ffff::1, true",
    "2001:db8::1, false",
    "2001:db8:ffff::1, false",
    "2001:db9::1, true",
    "2001:4860:4860::8888, true",
    "2002:7f00:1::1, false",
    "2002:808:808::1, false",
    "2003::1, true",
    "2a00:1450:4001:82a::200e, true",
    "3ffe:ffff::1, true",
    "3fff::1, false",
    "3fff:fff:ffff::1, false",
    "3fff:1000::1, true",
    "4000::1, false",
    "5f00::1, false",
    "fbff:ffff::1, false",
    "fc00::1, false",
    "fd12:3456::1, false",
    "fe80::1, false",
    "fec0::1, false",
    "ff02::1, false",
    "ff0e::1, false"
  })
  void onlyThePublicInternetIsPublic(String literal, boolean isPublic) throws UnknownHostException {
    assertThat(PublicAddress.test(InetAddress.getByName(literal))).isEqualTo(isPublic);
  }

  /** Java turns the text of such an address into an IPv4 address, but not always its bytes. */
  @ParameterizedTest
  @CsvSource({
    "00000000000000000000ffff7f000001, false",
    "00000000000000000000ffff0a000001, false",
    "00000000000000000000ffffa9fea9fe, false",
    "00000000000000000000ffff08080808, true"
  })
  void anIpv4MappedAddressIsTheIpv4AddressInIt(String hex, boolean isPublic)
      throws UnknownHostException {
    InetAddress mapped = Inet6Address.getByAddress(null, HexFormat.of().parseHex(hex), -1);
    assertThat(mapped).isInstanceOf(Inet6Address.class);
    assertThat(PublicAddress.test(mapped)).isEqualTo(isPublic);
  }
}
