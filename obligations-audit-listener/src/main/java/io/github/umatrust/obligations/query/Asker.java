package io.github.umatrust.obligations.query;

/**
 * Who asks for obligations of their own.
 *
 * @param partyId their id as a party: the user's, or for a service account its client's
 * @param userId the id of the user or service account
 * @param organisation whether it is the organisation behind a client
 */
public record Asker(String partyId, String userId, boolean organisation) {}
