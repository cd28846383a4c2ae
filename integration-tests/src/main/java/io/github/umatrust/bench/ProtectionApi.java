package io.github.umatrust.bench;

import io.github.umatrust.testkit.http.Reply;

/**
 * What one resource server asks for one owner, by whichever protection API. Every method throws an
 * {@link IllegalStateException} that says why when there is not the right answer.
 */
interface ProtectionApi {

  /** Creates a resource set and returns its id. */
  String create(int number);

  void read(String id);

  void delete(String id);

  /** Lists the ids of the owner's resource sets, of which there have to be so many. */
  void list(int count);

  /** Registers a permission for a resource set and returns the ticket. */
  String ticket(String id);

  /**
   * Asks for an RPT, as the client.
   *
   * @param token the client's access token, of the requesting party
   * @return the RPT
   */
  String grant(String ticket, String token);

  /** Introspects an RPT, which has to be active with one permission. */
  void introspect(String rpt);

  /** The answer, when it has this status. */
  static Reply expect(Reply reply, int status) {
    if (reply.status() != status) {
      throw new IllegalStateException("HTTP " + reply.status() + " " + reply.body());
    }
    return reply;
  }

  /** That a list has so many members. */
  static void expectList(Reply reply, int count) {
    int seen = expect(reply, 200).json().size();
    if (seen != count) {
      throw new IllegalStateException("a list of " + seen + ", not of " + count);
    }
  }

  /** That an introspected RPT is active with one permission. */
  static void expectActive(Reply reply) {
    if (expect(reply, 200).json().path("permissions").size() != 1
        || !reply.json().path("active").asBoolean()) {
      throw new IllegalStateException("not active with its permission: " + reply.body());
    }
  }
}
