package io.github.umatrust.obligations.clause;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The roles in which a legal subject owes or is owed an obligation (draft-maler-uma-trust-00 §1.1).
 * Clients and their operators have no obligations of their own.
 */
public enum PartyRole {
  AUTHORIZING_PARTY("AzP", "authorizing_party"),
  REQUESTING_PARTY("RqP", "requesting_party"),
  RESOURCE_SERVER_OPERATOR("RSO", "resource_server_operator"),
  AUTHORIZATION_SERVER_OPERATOR("ASO", "authorization_server_operator");

  private final String abbreviation;
  private final String id;

  PartyRole(String abbreviation, String id) {
    this.abbreviation = abbreviation;
    this.id = id;
  }

  /** The abbreviation that clause ids are composed of, for example {@code RqP}. */
  public String abbreviation() {
    return abbreviation;
  }

  /** The role's name in the query API, for example {@code requesting_party}. */
  public String id() {
    return id;
  }

  /** The role with this {@link #id()}, or empty when there is none. */
  public static Optional<PartyRole> byId(String id) {
    return Arrays.stream(values()).filter(role -> role.id.equals(id)).findFirst();
  }

  /** All {@link #id() ids}. */
  public static List<String> ids() {
    return Arrays.stream(values()).map(PartyRole::id).toList();
  }
}
