package io.github.umatrust.uma.requirement;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.fact.SuppliedClaim;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A claim that an owner wants to know of a requesting party (UMA Core 1.0.1 §3.5.4).
 *
 * @param name the claim, as in an ID token
 * @param friendlyName what people call it; null when not said
 * @param claimType another identifier of it; null when not said
 * @param formats the formats of claim tokens that it may come in, any one; empty is any, and by the
 *     person on a page too
 * @param issuers who may attest it, any one; empty is anybody, the requesting party too
 * @param values the values that will do, any one; empty is all. Nobody is told them
 */
public record RequiredClaim(
    String name,
    @Nullable String friendlyName,
    @Nullable String claimType,
    List<String> formats,
    List<String> issuers,
    List<String> values) {

  private static final int MOST = 20;
  private static final String NAME = "name";
  private static final String FRIENDLY_NAME = "friendly_name";
  private static final String CLAIM_TYPE = "claim_type";
  private static final String FORMAT = "claim_token_format";
  private static final String ISSUER = "issuer";
  private static final String VALUES = "values";

  /** The members of a requirement. */
  public static final Set<String> MEMBERS =
      Set.of(NAME, FRIENDLY_NAME, CLAIM_TYPE, FORMAT, ISSUER, VALUES);

  public RequiredClaim {
    formats = List.copyOf(formats);
    issuers = List.copyOf(issuers);
    values = List.copyOf(values);
  }

  /**
   * Reads a requirement. A member that is not known is refused: misspelt, it would else require
   * less than somebody meant.
   *
   * @throws UmaException {@code invalid_request} naming the member that is wrong
   */
  public static RequiredClaim of(JsonRequest json) {
    json.object()
        .properties()
        .forEach(
            member -> {
              if (!MEMBERS.contains(member.getKey())) {
                throw UmaException.invalidRequest("a required claim has an unknown member");
              }
            });
    return new RequiredClaim(
        json.requiredText(NAME),
        json.optionalText(FRIENDLY_NAME),
        json.optionalText(CLAIM_TYPE),
        json.optionalTexts(FORMAT, MOST),
        json.optionalTexts(ISSUER, MOST),
        json.optionalTexts(VALUES, MOST));
  }

  /** The requirement as its owner reads it back. */
  public ObjectNode toJson() {
    ObjectNode json = toHint(formats);
    if (!values.isEmpty()) {
      values.forEach(json.putArray(VALUES)::add);
    }
    return json;
  }

  /**
   * The requirement as clients are told it.
   *
   * @param accepted the formats that the server understands, told where the owner named none
   */
  public ObjectNode toHint(List<String> accepted) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put(NAME, name);
    if (friendlyName != null) {
      json.put(FRIENDLY_NAME, friendlyName);
    }
    if (claimType != null) {
      json.put(CLAIM_TYPE, claimType);
    }
    List<String> told = formats.isEmpty() ? accepted : formats;
    if (!told.isEmpty()) {
      told.forEach(json.putArray(FORMAT)::add);
    }
    if (!issuers.isEmpty()) {
      issuers.forEach(json.putArray(ISSUER)::add);
    }
    return json;
  }

  /** Whether a claim is the one asked for, from somebody who may say so, whatever its value. */
  public boolean isMetBy(SuppliedClaim claim) {
    return (name.equals(claim.name()) || (claimType != null && claimType.equals(claim.name())))
        && (issuers.isEmpty() || (claim.issuer() != null && issuers.contains(claim.issuer())))
        && (formats.isEmpty() || (claim.format() != null && formats.contains(claim.format())));
  }

  /** Whether a claim that is the one asked for has a value that will do. */
  public boolean isContentWith(SuppliedClaim claim) {
    return values.isEmpty() || values.contains(claim.value());
  }

  /**
   * Whether the person can give the claim on a page of the server, where no claim tokens are.
   *
   * @param realmIssuer the issuer of the realm, which attests what it knows of its users
   */
  public boolean canBeGivenInPerson(String realmIssuer) {
    return formats.isEmpty() && (issuers.isEmpty() || issuers.contains(realmIssuer));
  }
}
