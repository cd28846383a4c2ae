package io.github.umatrust.uma.fact;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** A row of {@code UT_TERMS_ACCEPTANCE}. */
@Entity
@Table(name = "UT_TERMS_ACCEPTANCE")
public class TermsAcceptanceEntity {

  @Id
  @Column(name = "ID", length = 36, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", updatable = false)
  private String realmId = "";

  @Column(name = "USER_ID", updatable = false)
  private String userId = "";

  @Column(name = "RESOURCE_ID", length = 36, updatable = false)
  private String resourceSetId = "";

  @Column(name = "TERMS_VERSION", updatable = false)
  private String version = "";

  @Column(name = "TERMS_HASH", length = 64, updatable = false)
  private String hash = "";

  @Column(name = "LANGUAGE", length = 35, updatable = false)
  private String language = "";

  @Column(name = "CLIENT_UUID", length = 255, updatable = false)
  private String clientId = "";

  @Column(name = "TICKET_ID", length = 64, updatable = false)
  private @Nullable String ticketId;

  @Column(name = "ACCEPTED_AT", updatable = false)
  private long acceptedAt;

  @Column(name = "WITHDRAWN_AT")
  private @Nullable Long withdrawnAt;

  /** For the persistence provider. */
  protected TermsAcceptanceEntity() {}

  static TermsAcceptanceEntity of(String realmId, TermsAcceptance acceptance) {
    TermsAcceptanceEntity entity = new TermsAcceptanceEntity();
    entity.id = acceptance.id();
    entity.realmId = realmId;
    entity.userId = acceptance.userId();
    entity.resourceSetId = acceptance.resourceSetId();
    entity.version = acceptance.version();
    entity.hash = acceptance.hash();
    entity.language = acceptance.language();
    entity.clientId = acceptance.clientId();
    entity.ticketId = acceptance.ticketId();
    entity.acceptedAt = acceptance.acceptedAt();
    entity.withdrawnAt = acceptance.withdrawnAt();
    return entity;
  }

  TermsAcceptance toAcceptance() {
    return new TermsAcceptance(
        id,
        userId,
        resourceSetId,
        version,
        hash,
        language,
        clientId,
        ticketId,
        acceptedAt,
        withdrawnAt);
  }

  /** The realm, which every query names. */
  String realmId() {
    return realmId;
  }

  void withdraw(long now) {
    withdrawnAt = now;
  }
}
