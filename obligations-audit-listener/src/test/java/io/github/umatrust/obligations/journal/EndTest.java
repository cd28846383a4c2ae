package io.github.umatrust.obligations.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EndTest {

  @Test
  void tokensTicketsAndSessionsAreNeverIssuedAgain() {
    assertThat(
            List.of(
                Reach.token("t"),
                Reach.ticket("t"),
                Reach.session("s", false),
                Reach.session("s", true)))
        .allMatch(reach -> new End(reach, EndReason.REVOKED).isLast());
  }

  /** An import brings them back with the ids they had. */
  @Test
  void whatWasRemovedCanComeBack() {
    assertThat(
            List.of(
                new End(Reach.realm("r"), EndReason.REALM_REMOVED),
                new End(Reach.client("c"), EndReason.CLIENT_REMOVED),
                new End(Reach.user("u"), EndReason.USER_REMOVED),
                new End(Reach.party("u"), EndReason.USER_REMOVED),
                new End(Reach.resourceSet("r"), EndReason.RESOURCE_SET_REMOVED)))
        .noneMatch(End::isLast);
  }
}
