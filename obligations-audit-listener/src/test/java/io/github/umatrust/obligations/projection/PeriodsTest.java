package io.github.umatrust.obligations.projection;

import static io.github.umatrust.obligations.erasure.LedgerFixture.ALBUM;
import static io.github.umatrust.obligations.erasure.LedgerFixture.ALICE;
import static io.github.umatrust.obligations.erasure.LedgerFixture.PRINT;
import static io.github.umatrust.obligations.erasure.LedgerFixture.REALM;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.clause.Interaction;
import io.github.umatrust.obligations.erasure.LedgerFixture;
import io.github.umatrust.obligations.journal.Reach;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeriodsTest {

  private static final long MOMENT = 5000;

  private final LedgerFixture ledger = new LedgerFixture();

  @AfterEach
  void close() {
    ledger.close();
  }

  private void record(Interaction interaction, @Nullable Long until, String... resourceSets) {
    String permissions =
        "[{\"resource_set_id\":\""
            + String.join("\"},{\"resource_set_id\":\"", resourceSets)
            + "\"}]";
    ledger.record(
        ledger.ofBob(
            1000,
            interaction,
            interaction.id() + "-" + String.join("-", resourceSets),
            ALICE,
            permissions,
            until));
  }

  private List<String> resourceSetsOf(String resourceServer) {
    return ledger.call(em -> new Periods(em, REALM).resourceSetsOf(resourceServer, MOMENT));
  }

  @Test
  void resourceSetsOfAServerAreThoseWhoseRemovalEndsSomething() {
    record(Interaction.AUTHORIZATION_GRANTED, null, "one", "two");
    record(Interaction.AUTHORIZATION_GRANTED, null, "two", "three");
    record(Interaction.RPT_INTROSPECTED, MOMENT - 1, "over");
    record(Interaction.ACCESS_REPORTED, null, "never ended");

    assertThat(resourceSetsOf(ALBUM.uuid())).containsExactlyInAnyOrder("one", "two", "three");
    assertThat(resourceSetsOf(PRINT.uuid())).isEmpty();
    for (String id : List.of("one", "two", "three", "over", "never ended")) {
      boolean reached =
          ledger.call(em -> new Periods(em, REALM).areReachedBy(Reach.resourceSet(id), MOMENT));
      assertThat(reached).as(id).isEqualTo(resourceSetsOf(ALBUM.uuid()).contains(id));
    }
  }
}
