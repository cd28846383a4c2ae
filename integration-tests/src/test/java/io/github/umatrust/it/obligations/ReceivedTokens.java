package io.github.umatrust.it.obligations;

import io.github.umatrust.testkit.http.Reply;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** What clients hold in their hands: every token whose response they have read. */
final class ReceivedTokens {

  /**
   * A token.
   *
   * @param id its {@code jti}
   * @param interaction what its record says happened
   */
  record Token(String id, String interaction) {}

  private final Queue<Token> tokens = new ConcurrentLinkedQueue<>();
  private final AtomicInteger count = new AtomicInteger();

  /**
   * Notes the token of a response, if it has one.
   *
   * @return the token
   * @throws IllegalStateException when it is a refusal
   */
  String note(Reply reply, String member, String interaction) {
    String token = Ledger.granted(reply).text(member);
    tokens.add(new Token(Ledger.tokenId(token), interaction));
    count.incrementAndGet();
    return token;
  }

  /** All so far, in the order they came. */
  List<Token> all() {
    return List.copyOf(tokens);
  }

  /** How many so far. */
  int size() {
    return count.get();
  }

  /** How many of each interaction. */
  Map<String, Long> counts() {
    return tokens.stream()
        .collect(Collectors.groupingBy(Token::interaction, TreeMap::new, Collectors.counting()));
  }
}
