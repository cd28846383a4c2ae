package io.github.umatrust.uma.fact;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.utils.KeycloakModelUtils;

/** A row of {@code UT_SUPPLIED_CLAIM}. */
@Entity
@Table(name = "UT_SUPPLIED_CLAIM")
public class SuppliedClaimEntity {

  @Id
  @Column(name = "ID", length = 36, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", updatable = false)
  private String realmId = "";

  @Column(name = "USER_ID", updatable = false)
  private String userId = "";

  @Column(name = "RESOURCE_ID", length = 36, updatable = false)
  private String resourceSetId = "";

  @Column(name = "CLAIM_NAME", updatable = false)
  private String name = "";

  @Column(name = "CLAIM_VALUE", updatable = false)
  private String value = "";

  @Column(name = "ISSUER", updatable = false)
  private @Nullable String issuer;

  @Column(name = "TOKEN_FORMAT", updatable = false)
  private @Nullable String format;

  @Column(name = "SUPPLIED_AT", updatable = false)
  private long suppliedAt;

  @Column(name = "EXPIRES_AT", updatable = false)
  private @Nullable Long expiresAt;

  /** For the persistence provider. */
  protected SuppliedClaimEntity() {}

  static SuppliedClaimEntity of(
      String realmId,
      String userId,
      String resourceSetId,
      SuppliedClaim claim,
      long suppliedAt,
      @Nullable Long expiresAt) {
    SuppliedClaimEntity entity = new SuppliedClaimEntity();
    entity.id = KeycloakModelUtils.generateId();
    entity.realmId = realmId;
    entity.userId = userId;
    entity.resourceSetId = resourceSetId;
    entity.name = claim.name();
    entity.value = claim.value();
    entity.issuer = claim.issuer();
    entity.format = claim.format();
    entity.suppliedAt = suppliedAt;
    entity.expiresAt = expiresAt;
    return entity;
  }

  String id() {
    return id;
  }

  String realmId() {
    return realmId;
  }

  SuppliedClaims.Fact toFact() {
    return new SuppliedClaims.Fact(
        userId,
        resourceSetId,
        new SuppliedClaim(name, value, issuer, format),
        suppliedAt,
        expiresAt);
  }

  /** Whether the claim is another word of the same issuer on the same thing. */
  boolean isReplacedBy(SuppliedClaim claim) {
    return name.equals(claim.name()) && Objects.equals(issuer, claim.issuer());
  }
}
