package io.github.umatrust.obligations.journal;

/**
 * A client as it was known when the record was made.
 *
 * @param uuid Keycloak's internal id
 * @param clientId the OAuth {@code client_id}
 * @param operator the name of the legal subject that operates it
 */
public record ClientRef(String uuid, String clientId, String operator) {}
