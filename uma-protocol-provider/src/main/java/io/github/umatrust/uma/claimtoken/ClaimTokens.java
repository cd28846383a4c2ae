package io.github.umatrust.uma.claimtoken;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.token.AuthorizationToken;
import java.util.List;
import java.util.Set;

/** The claim tokens of an RPT request (UMA Core 1.0.1 §3.5.1, §3.6.2). */
public final class ClaimTokens {

  /** The format of ID tokens (OpenID Connect Core 1.0 §2). */
  public static final String ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#IDToken";

  /**
   * The format that the examples of UMA Core 1.0.1 name (OpenID Connect Core 1.0 §3.3.2.11): an ID
   * token too, and verified like one.
   */
  public static final String HYBRID_ID_TOKEN =
      "http://openid.net/specs/openid-connect-core-1_0.html#HybridIDToken";

  /** The formats that are believed when they verify. */
  public static final List<String> FORMATS = List.of(ID_TOKEN, HYBRID_ID_TOKEN);

  /** The most claim tokens in one request. */
  static final int MOST = 10;

  private static final String MEMBER = "claim_tokens";

  private final List<ClaimToken> tokens;

  private ClaimTokens(List<ClaimToken> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /**
   * Reads the member {@code claim_tokens} of a request; none are pushed where it is missing.
   *
   * @throws UmaException {@code invalid_request} when it is not an array of at most 10 objects with
   *     the texts {@code format} (at most 255 characters) and {@code token} (at most 16,384)
   */
  public static ClaimTokens of(JsonRequest request) {
    return new ClaimTokens(
        request.optionalObjects(MEMBER, MOST).stream().map(ClaimToken::of).toList());
  }

  /** Whether the request pushes none. */
  public boolean isEmpty() {
    return tokens.isEmpty();
  }

  /**
   * What the tokens say of the requesting party, as far as they can be believed and somebody wants
   * to know. A token that does not verify is passed over.
   *
   * @param call the request
   * @param aat the AAT of the request: its user must be the token's subject
   * @param wanted the names or types of the claims that are required; no others are taken
   */
  public PushedClaims verified(UmaCall call, AuthorizationToken aat, Set<String> wanted) {
    PushedClaims pushed = PushedClaims.NONE;
    IdTokenVerifier verifier = new IdTokenVerifier(call, aat);
    for (ClaimToken token : tokens) {
      pushed = pushed.and(verified(verifier, token, wanted));
    }
    return pushed;
  }

  private static PushedClaims verified(
      IdTokenVerifier verifier, ClaimToken token, Set<String> wanted) {
    if (!FORMATS.contains(token.format())) {
      return PushedClaims.notBelieved(Disbelief.UNKNOWN_FORMAT);
    }
    IdToken idToken = IdToken.parse(token.token()).orElse(null);
    if (idToken == null) {
      return PushedClaims.notBelieved(Disbelief.MALFORMED);
    }
    Verdict verdict = verifier.verify(idToken);
    return verdict instanceof Verdict.Believed believed
        ? PushedClaims.believed(
            IdentityClaims.of(idToken.claims(), believed, token.format(), wanted))
        : PushedClaims.notBelieved(((Verdict.NotBelieved) verdict).reason());
  }
}
