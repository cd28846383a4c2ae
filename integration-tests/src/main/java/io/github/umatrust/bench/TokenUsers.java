package io.github.umatrust.bench;

import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.OAuthClient;

/** Virtual users of a token endpoint. */
final class TokenUsers {

  private TokenUsers() {}

  /** Asks for a token by the client credentials grant, with these parameters besides. */
  static VirtualUser clientCredentials(OAuthClient client, String... parameters) {
    return () -> expectToken(client.clientCredentials(parameters));
  }

  /**
   * Refreshes, each time with the refresh token of the answer before.
   *
   * @param refreshToken the first refresh token, of a session that nobody else refreshes
   */
  static VirtualUser refresh(OAuthClient client, String refreshToken, String... parameters) {
    return new Refreshing(client, refreshToken, parameters);
  }

  /**
   * The access token of an answer.
   *
   * @throws IllegalStateException where there is none
   */
  static String expectToken(Reply reply) {
    String token = reply.status() == 200 ? reply.text("access_token") : "";
    if (token.isEmpty()) {
      throw new IllegalStateException(
          "HTTP "
              + reply.status()
              + " "
              + reply.text("error")
              + " "
              + reply.text("error_description"));
    }
    return token;
  }

  private static final class Refreshing implements VirtualUser {

    private final OAuthClient client;
    private final String[] parameters;
    private String refreshToken;

    Refreshing(OAuthClient client, String refreshToken, String[] parameters) {
      this.client = client;
      this.refreshToken = refreshToken;
      this.parameters = parameters;
    }

    @Override
    public void request() {
      Reply reply = client.refresh(refreshToken, parameters);
      expectToken(reply);
      refreshToken = reply.text("refresh_token");
    }
  }
}
