package io.github.umatrust.obligations.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.util.JsonSerialization;

/**
 * The part of a row that is shown but never searched, kept as one JSON document of any length.
 *
 * @param scopes the scopes in the token
 * @param audiences the audiences in the token, that is the resources it was restricted to
 * @param permissions the permissions it carries, null where it carries none
 * @param authorizedBy {@code jti} of the PAT or AAT under which it happened, null where none did
 * @param terms terms that were accepted with it or that the grant rests on: resource set, version,
 *     language and hash; null without any
 * @param claims names of the claims that were supplied, never their values
 * @param report what a resource server reported of an access, null where this is no report
 * @param notice what the ledger has to say about itself (a gap, an erasure, a pruning), null where
 *     this is no such notice
 * @param flaws what was wrong with the event this was recorded from, in plain words; what could be
 *     read of it is in the row nevertheless
 */
public record EntryDetails(
    List<String> scopes,
    List<String> audiences,
    @Nullable JsonNode permissions,
    @Nullable String authorizedBy,
    @Nullable JsonNode terms,
    List<String> claims,
    @Nullable JsonNode report,
    @Nullable JsonNode notice,
    List<String> flaws) {

  public EntryDetails {
    scopes = List.copyOf(scopes);
    audiences = List.copyOf(audiences);
    claims = List.copyOf(claims);
    flaws = List.copyOf(flaws);
  }

  public static EntryDetails none() {
    return ofFlaws(List.of());
  }

  /** Details of a token. */
  public static EntryDetails ofToken(
      List<String> scopes, List<String> audiences, @Nullable JsonNode permissions) {
    return new EntryDetails(
        scopes, audiences, permissions, null, null, List.of(), null, null, List.of());
  }

  /** The same, under the PAT or AAT with this {@code jti}; null for under none. */
  public EntryDetails authorizedBy(@Nullable String tokenId) {
    return new EntryDetails(
        scopes, audiences, permissions, tokenId, terms, claims, report, notice, flaws);
  }

  /** What the ledger says about itself. */
  public static EntryDetails ofNotice(JsonNode notice) {
    return new EntryDetails(
        List.of(), List.of(), null, null, null, List.of(), null, notice, List.of());
  }

  /** What is known to be missing or wrong. */
  public static EntryDetails ofFlaws(List<String> flaws) {
    return new EntryDetails(List.of(), List.of(), null, null, null, List.of(), null, null, flaws);
  }

  /** The stored form; empty parts are left out. */
  public String toJson() {
    ObjectNode json = JsonSerialization.createObjectNode();
    putAll(json, "scopes", scopes);
    putAll(json, "audiences", audiences);
    json.set("permissions", permissions);
    json.put("authorized_by", authorizedBy);
    json.set("terms", terms);
    putAll(json, "claims", claims);
    json.set("report", report);
    json.set("notice", notice);
    putAll(json, "flaws", flaws);
    json.properties().removeIf(member -> member.getValue() == null || member.getValue().isNull());
    return json.toString();
  }

  /** Reads the stored form. A document that is not ours is shown as a flaw instead of failing. */
  public static EntryDetails fromJson(@Nullable String stored) {
    if (stored == null) {
      return none();
    }
    try {
      JsonNode json = JsonSerialization.mapper.readTree(stored);
      JsonNode authorizedBy = json.get("authorized_by");
      return new EntryDetails(
          strings(json.get("scopes")),
          strings(json.get("audiences")),
          json.get("permissions"),
          authorizedBy == null ? null : authorizedBy.asText(),
          json.get("terms"),
          strings(json.get("claims")),
          json.get("report"),
          json.get("notice"),
          strings(json.get("flaws")));
    } catch (JsonProcessingException e) {
      return ofFlaws(List.of("the stored details are not JSON"));
    }
  }

  private static void putAll(ObjectNode json, String name, List<String> values) {
    if (!values.isEmpty()) {
      ArrayNode array = json.putArray(name);
      values.forEach(array::add);
    }
  }

  private static List<String> strings(@Nullable JsonNode array) {
    List<String> result = new ArrayList<>();
    if (array != null) {
      array.forEach(value -> result.add(value.asText()));
    }
    return result;
  }
}
