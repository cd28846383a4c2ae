package io.github.umatrust.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.TestRealm;

/** Breaks something of the server's and mends it again. */
public final class Sabotage {

  private Sabotage() {}

  /** Does something between two calls of the test endpoint. */
  public static void with(TestRealm realm, String how, String undo, Runnable test) {
    call(realm, how);
    try {
      test.run();
    } finally {
      call(realm, undo);
    }
  }

  /** Does something that lasts, and expects that it was done. */
  public static void call(TestRealm realm, String what) {
    Reply reply =
        Http.send("POST", realm.issuer() + "/test/" + what, "", "Content-Type", "text/plain");
    assertThat(reply.status()).as(reply.body()).isEqualTo(204);
  }
}
