package io.github.umatrust.it.obligations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The passes of the reconciler over a realm, at the times a test wants them. */
final class Reconciliation {

  /** Beyond any test's length. A changed interval has a pass made at once. */
  private static final AtomicInteger INTERVAL = new AtomicInteger(86_400);

  private final TestRealm realm;

  Reconciliation(TestRealm realm) {
    this.realm = realm;
    pass(); // from now on only when a test wants it
  }

  /** Has a pass made. */
  void pass() {
    ObjectNode attributes = (ObjectNode) realm.adminGet("").path("attributes");
    attributes.put("obligations.reconcile-interval", "" + INTERVAL.decrementAndGet());
    realm.changeRealm(Map.of("attributes", attributes));
    new Ledger(realm).obligations("max=1"); // what is not sequenced yet is not there for it
    Reply reply =
        Http.postForm(
            realm.baseUrl() + "/realms/master/test/tasks?name=ObligationsReconciliation", Map.of());
    if (reply.status() != 204) {
      throw new IllegalStateException("HTTP " + reply.status() + ": " + reply.body());
    }
  }
}
