package io.github.umatrust.uma.claimtoken;

/** Whether an ID token is believed. */
sealed interface Verdict {

  /**
   * It is.
   *
   * @param issuer who says what it says
   * @param trustsEmail whether an e-mail address counts as verified where the token does not say
   */
  record Believed(String issuer, boolean trustsEmail) implements Verdict {}

  /**
   * It is not.
   *
   * @param reason why
   */
  record NotBelieved(Disbelief reason) implements Verdict {}
}
