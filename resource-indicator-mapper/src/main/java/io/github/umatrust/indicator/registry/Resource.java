package io.github.umatrust.indicator.registry;

import io.github.umatrust.indicator.uri.ResourceUri;

/**
 * A protected resource of the realm: an API that a client stands for.
 *
 * @param uri its identity, normalised
 * @param audienceUri what stands in {@code aud}: the URI exactly as registered, so that it is what
 *     the API publishes and compares with
 * @param clientId the client that stands for it
 */
public record Resource(ResourceUri uri, String audienceUri, String clientId) {}
