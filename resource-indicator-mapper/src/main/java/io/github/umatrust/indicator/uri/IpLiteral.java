package io.github.umatrust.indicator.uri;

import java.util.regex.Pattern;

/** An IP address in brackets, {@code IP-literal} of RFC 3986 §3.2.2. */
final class IpLiteral {

  private static final String H16 = "[0-9A-Fa-f]{1,4}";
  private static final String H16_COLON = "(?:" + H16 + ":)";
  private static final String DEC_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final String LS32 =
      "(?:" + H16_COLON + H16 + "|" + DEC_OCTET + "(?:\\." + DEC_OCTET + "){3})";

  // The nine alternatives of the RFC, in its order.
  private static final String IPV6_ADDRESS =
      String.join(
          "|",
          H16_COLON + "{6}" + LS32,
          "::" + H16_COLON + "{5}" + LS32,
          atMost(1) + "::" + H16_COLON + "{4}" + LS32,
          atMost(2) + "::" + H16_COLON + "{3}" + LS32,
          atMost(3) + "::" + H16_COLON + "{2}" + LS32,
          atMost(4) + "::" + H16_COLON + LS32,
          atMost(5) + "::" + LS32,
          atMost(6) + "::" + H16,
          atMost(7) + "::");

  private static final String IP_FUTURE = "[Vv][0-9A-Fa-f]+\\.[A-Za-z0-9\\-._~!$&'()*+,;=:]+";

  private static final Pattern IP_LITERAL =
      Pattern.compile("\\[(?:" + IPV6_ADDRESS + "|" + IP_FUTURE + ")\\]");

  private IpLiteral() {}

  /** Whether a text, brackets and all, is an IP literal. */
  static boolean isOne(String text) {
    return IP_LITERAL.matcher(text).matches();
  }

  /** Up to so many groups of 16 bits before the gap. */
  private static String atMost(int groups) {
    return "(?:" + H16_COLON + "{0," + (groups - 1) + "}" + H16 + ")?";
  }
}
