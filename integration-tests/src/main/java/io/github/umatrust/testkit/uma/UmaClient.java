package io.github.umatrust.testkit.uma;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A UMA client: it takes what it may have, and asks for an RPT where it is challenged (UMA Core
 * 1.0.1 §3).
 *
 * @param aat the AAT by which it acts for the requesting party
 */
public record UmaClient(String aat) {

  private static final Pattern CHALLENGE =
      Pattern.compile("UMA realm=\"[^\"]*\", as_uri=\"([^\"]+)\", ticket=\"([^\"]+)\"");

  /**
   * What came of an attempt.
   *
   * @param rpt the RPT that the authorization server issued; empty when it refused
   * @param reply the resource server's answer to the RPT, or the authorization server's refusal
   */
  public record Outcome(Optional<String> rpt, Reply reply) {}

  /**
   * Reads something that is protected: without an RPT, and then with the one that the authorization
   * server of the challenge issues.
   *
   * @throws IllegalStateException when there is no challenge
   */
  public Outcome read(String url) {
    Reply challenged = Http.get(url);
    Matcher challenge = CHALLENGE.matcher(challenged.header("WWW-Authenticate").orElse(""));
    if (challenged.status() != 401 || !challenge.matches()) {
      throw new IllegalStateException("no UMA challenge: HTTP " + challenged.status());
    }
    UmaEndpoints uma = UmaEndpoints.discover(challenge.group(1));
    Reply answer = uma.requestRpt(aat, challenge.group(2));
    if (answer.status() != 200) {
      return new Outcome(Optional.empty(), answer);
    }
    String rpt = answer.text("rpt");
    return new Outcome(Optional.of(rpt), present(rpt, url));
  }

  /** Presents an RPT. */
  public static Reply present(String rpt, String url) {
    return Http.get(url, Http.AUTHORIZATION, Http.bearer(rpt));
  }
}
