package io.github.umatrust.uma.settings;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.RealmModel;

/**
 * The settings of a realm. Each is a realm attribute; one that is missing has its default, and so
 * has one that is not understood, because a request cannot wait for an administrator.
 *
 * @param ticketLifespan for how many seconds a permission ticket can be used (UMA Core 1.0.1
 *     §3.2.2)
 * @param permissionLifespan for how many seconds a permission of an RPT holds at most; 0 is as long
 *     as the RPT
 * @param draft00 whether the dialect of the first draft of resource set registration is spoken too:
 *     chosen ids, revisions, scope documents
 * @param introduction which clients become resource servers when they first use a PAT
 * @param partialGrant whether a client gets the permitted part of what its ticket is for (§3.5.2);
 *     otherwise all of it or nothing
 * @param accessRequests whether owners are asked where nobody has decided yet (§3.5.4), unless an
 *     owner said otherwise for a resource set
 * @param claimsLifespan for how many seconds a claim that a requesting party supplied counts; 0 is
 *     for ever
 * @param claimsSecurity whether tickets are exchanged for new ones when a requesting party comes
 *     back from giving claims (the extension {@code claims-sec-1.0})
 */
public record UmaSettings(
    int ticketLifespan,
    int permissionLifespan,
    boolean draft00,
    Introduction introduction,
    boolean partialGrant,
    boolean accessRequests,
    int claimsLifespan,
    boolean claimsSecurity) {

  /** Realm attribute of {@link #ticketLifespan}. */
  public static final String TICKET_LIFESPAN = "uma.permission-ticket.lifespan";

  /** Realm attribute of {@link #permissionLifespan}. */
  public static final String PERMISSION_LIFESPAN = "uma.permission.lifespan";

  /** Realm attribute of {@link #draft00}. */
  public static final String DRAFT_00 = "uma.resource-set.draft-00";

  /** Realm attribute of {@link #introduction}. */
  public static final String INTRODUCTION = "uma.resource-server.introduction";

  /** Realm attribute of {@link #partialGrant}. */
  public static final String PARTIAL_GRANT = "uma.rpt.partial-grant";

  /** Realm attribute of {@link #accessRequests}. */
  public static final String ACCESS_REQUESTS = "uma.access-requests";

  /** Realm attribute of {@link #claimsLifespan}. */
  public static final String CLAIMS_LIFESPAN = "uma.claims.lifespan";

  /** Realm attribute of {@link #claimsSecurity}. */
  public static final String CLAIMS_SECURITY = "uma.claims.security-enhanced";

  /** What holds where an administrator said nothing. */
  public static final UmaSettings DEFAULTS =
      new UmaSettings(300, 0, false, Introduction.REGISTERED, false, true, 86_400, false);

  /** The longest life of a ticket or permission that can be set, in seconds: a day. */
  public static final int MOST_LIFESPAN = 86_400;

  /** The longest life of claims that can be set, in seconds: a year. */
  public static final int MOST_CLAIMS_LIFESPAN = 365 * 86_400;

  /** The settings of a realm. */
  public static UmaSettings of(RealmModel realm) {
    return of(realm::getAttribute);
  }

  /**
   * The settings of these attributes.
   *
   * @param attributes gives an attribute's value, null where it is missing
   */
  static UmaSettings of(NullableLookup attributes) {
    return new UmaSettings(
        seconds(attributes.get(TICKET_LIFESPAN), 1, MOST_LIFESPAN, DEFAULTS.ticketLifespan()),
        seconds(
            attributes.get(PERMISSION_LIFESPAN), 0, MOST_LIFESPAN, DEFAULTS.permissionLifespan()),
        Boolean.parseBoolean(attributes.get(DRAFT_00)),
        introduction(attributes.get(INTRODUCTION)),
        Boolean.parseBoolean(attributes.get(PARTIAL_GRANT)),
        accessRequests(attributes.get(ACCESS_REQUESTS)),
        seconds(
            attributes.get(CLAIMS_LIFESPAN), 0, MOST_CLAIMS_LIFESPAN, DEFAULTS.claimsLifespan()),
        Boolean.parseBoolean(attributes.get(CLAIMS_SECURITY)));
  }

  /** Where attributes are looked up. */
  @FunctionalInterface
  interface NullableLookup {
    @Nullable String get(String name);
  }

  /** The settings as realm attributes, in the order of this record. */
  public Map<String, String> toAttributes() {
    Map<String, String> attributes = new LinkedHashMap<>();
    attributes.put(TICKET_LIFESPAN, Integer.toString(ticketLifespan));
    attributes.put(PERMISSION_LIFESPAN, Integer.toString(permissionLifespan));
    attributes.put(DRAFT_00, Boolean.toString(draft00));
    attributes.put(INTRODUCTION, introduction.value());
    attributes.put(PARTIAL_GRANT, Boolean.toString(partialGrant));
    attributes.put(ACCESS_REQUESTS, Boolean.toString(accessRequests));
    attributes.put(CLAIMS_LIFESPAN, Integer.toString(claimsLifespan));
    attributes.put(CLAIMS_SECURITY, Boolean.toString(claimsSecurity));
    return attributes;
  }

  private static Introduction introduction(@Nullable String value) {
    if (value == null) {
      return DEFAULTS.introduction();
    }
    // What is not understood introduces nobody.
    return Introduction.of(value).orElse(Introduction.NONE);
  }

  private static boolean accessRequests(@Nullable String value) {
    // What is not understood asks nobody.
    return value == null ? DEFAULTS.accessRequests() : Boolean.parseBoolean(value);
  }

  private static int seconds(@Nullable String value, int least, int most, int otherwise) {
    if (value == null) {
      return otherwise;
    }
    try {
      int seconds = Integer.parseInt(value.strip());
      return seconds >= least && seconds <= most ? seconds : otherwise;
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }
}
