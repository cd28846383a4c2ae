package io.github.umatrust.obligations.clause;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parties of one interaction, by role. A role that plays no part in it is null.
 *
 * @param authorizationServerOperator always there
 * @param resourceServerOperator null where no resource server is involved, as for an AAT
 * @param authorizingParty null where no owner is involved, or where one token carries permissions
 *     of several owners
 * @param requestingParty null where nobody asks for access, as for a PAT
 */
public record Parties(
    Party authorizationServerOperator,
    @Nullable Party resourceServerOperator,
    @Nullable Party authorizingParty,
    @Nullable Party requestingParty) {

  /** The party in this role, or empty when the interaction has none. */
  public Optional<Party> inRole(PartyRole role) {
    return Optional.ofNullable(
        switch (role) {
          case AUTHORIZATION_SERVER_OPERATOR -> authorizationServerOperator;
          case RESOURCE_SERVER_OPERATOR -> resourceServerOperator;
          case AUTHORIZING_PARTY -> authorizingParty;
          case REQUESTING_PARTY -> requestingParty;
        });
  }
}
