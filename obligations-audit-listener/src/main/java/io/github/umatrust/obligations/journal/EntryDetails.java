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
 * @param ticketId opaque id of the permission ticket this followed from, null without one
 * @param report what a resource server reported of an access, null where this is no report
 * @param flaws what was wrong with the event this was recorded from, in plain words; what could be
 *     read of it is in the row nevertheless
 */
public record EntryDetails(
    List<String> scopes,
    List<String> audiences,
    @Nullable JsonNode permissions,
    @Nullable String ticketId,
    @Nullable JsonNode report,
    List<String> flaws) {

  public EntryDetails {
    scopes = List.copyOf(scopes);
    audiences = List.copyOf(audiences);
    flaws = List.copyOf(flaws);
  }

  public static EntryDetails none() {
    return new EntryDetails(List.of(), List.of(), null, null, null, List.of());
  }

  /** The stored form; empty parts are left out. */
  public String toJson() {
    ObjectNode json = JsonSerialization.createObjectNode();
    putAll(json, "scopes", scopes);
    putAll(json, "audiences", audiences);
    if (permissions != null) {
      json.set("permissions", permissions);
    }
    if (ticketId != null) {
      json.put("ticket_id", ticketId);
    }
    if (report != null) {
      json.set("report", report);
    }
    putAll(json, "flaws", flaws);
    return json.toString();
  }

  /** Reads the stored form. A document that is not ours is shown as a flaw instead of failing. */
  public static EntryDetails fromJson(@Nullable String stored) {
    if (stored == null) {
      return none();
    }
    try {
      JsonNode json = JsonSerialization.mapper.readTree(stored);
      JsonNode permissions = json.get("permissions");
      JsonNode ticketId = json.get("ticket_id");
      return new EntryDetails(
          strings(json.get("scopes")),
          strings(json.get("audiences")),
          permissions,
          ticketId == null ? null : ticketId.asText(),
          json.get("report"),
          strings(json.get("flaws")));
    } catch (JsonProcessingException e) {
      return new EntryDetails(
          List.of(), List.of(), null, null, null, List.of("the stored details are not JSON"));
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
