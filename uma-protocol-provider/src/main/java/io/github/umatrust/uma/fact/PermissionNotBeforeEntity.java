package io.github.umatrust.uma.fact;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.utils.KeycloakModelUtils;

/** A row of {@code UT_PERMISSION_NOT_BEFORE}. */
@Entity
@Table(name = "UT_PERMISSION_NOT_BEFORE")
public class PermissionNotBeforeEntity {

  @Id
  @Column(name = "ID", length = 36, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", updatable = false)
  private String realmId = "";

  @Column(name = "RESOURCE_ID", length = 36, updatable = false)
  private String resourceSetId = "";

  /** Null for everybody. */
  @Column(name = "USER_ID", updatable = false)
  private @Nullable String userId;

  @Column(name = "NOT_BEFORE", updatable = false)
  private long notBefore;

  /** For the persistence provider. */
  protected PermissionNotBeforeEntity() {}

  static PermissionNotBeforeEntity of(
      String realmId, String resourceSetId, @Nullable String userId, long notBefore) {
    PermissionNotBeforeEntity entity = new PermissionNotBeforeEntity();
    entity.id = KeycloakModelUtils.generateId();
    entity.realmId = realmId;
    entity.resourceSetId = resourceSetId;
    entity.userId = userId;
    entity.notBefore = notBefore;
    return entity;
  }

  String realmId() {
    return realmId;
  }
}
