package io.github.umatrust.uma.fact;

import org.jspecify.annotations.Nullable;

/**
 * That somebody accepted the terms of a resource set.
 *
 * @param id names the acceptance
 * @param userId who accepted
 * @param resourceSetId the resource set, by Keycloak's id
 * @param version the version of the terms
 * @param hash SHA-256 of the text that was shown, or of its address, in hex
 * @param language the language it was shown in (BCP 47)
 * @param clientId the client through which the person came, by Keycloak's id
 * @param ticketId the id of the ticket that was asked with; null when there was none
 * @param acceptedAt when, in seconds since the epoch
 * @param withdrawnAt when it was withdrawn, in seconds since the epoch; null when it holds
 */
public record TermsAcceptance(
    String id,
    String userId,
    String resourceSetId,
    String version,
    String hash,
    String language,
    String clientId,
    @Nullable String ticketId,
    long acceptedAt,
    @Nullable Long withdrawnAt) {}
