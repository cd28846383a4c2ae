package io.github.umatrust.obligations.reconciling;

import org.jspecify.annotations.Nullable;

/** What has become of a user session, and of one client's part in it. */
public sealed interface SessionState {

  /** There is no such session, and nobody knows since when. */
  record Gone() implements SessionState {}

  /**
   * Keycloak takes it for a session no more, although it is still stored.
   *
   * @param since when it was over, milliseconds since the epoch; null where it is over for another
   *     reason than time
   */
  record Over(@Nullable Long since) implements SessionState {}

  /**
   * It is valid, but the client has no part in it.
   *
   * @param started when the session began, seconds since the epoch
   */
  record WithoutClient(int started) implements SessionState {}

  /**
   * It is valid, and the client has a part in it.
   *
   * @param started when the session began, seconds since the epoch
   * @param clientStarted when the client's part of it began, seconds since the epoch
   * @param renewable whether the client's part is within the limits that it has by itself
   * @param consented whether the user's consent is still there, where the client needs it
   * @param offlineAccess whether the client may still have an offline session; true where it is
   *     none
   */
  record Valid(
      int started, int clientStarted, boolean renewable, boolean consented, boolean offlineAccess)
      implements SessionState {}
}
