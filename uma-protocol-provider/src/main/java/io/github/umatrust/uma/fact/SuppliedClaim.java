package io.github.umatrust.uma.fact;

import org.jspecify.annotations.Nullable;

/**
 * A claim that a requesting party supplied.
 *
 * @param name the claim, as in an ID token
 * @param value its value as text, at most 255 characters
 * @param issuer who attests it; null when the requesting party says so alone
 * @param format the format of the claim token that it came in; null when the person gave it on a
 *     page
 */
public record SuppliedClaim(
    String name, String value, @Nullable String issuer, @Nullable String format) {}
