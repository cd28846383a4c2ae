package io.github.umatrust.uma.report;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A report that was received. */
@Entity
@Table(name = "UT_ACCESS_REPORT")
public class AccessReportEntity {

  @Id
  @Column(name = "ID", length = 64, nullable = false, updatable = false)
  private String id = "";

  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "RS_UUID", nullable = false, updatable = false)
  private String resourceServerId = "";

  @Column(name = "DIGEST", length = 64, nullable = false, updatable = false)
  private String digest = "";

  @Column(name = "RECEIVED_AT", nullable = false, updatable = false)
  private long receivedAt;

  /** For the persistence provider. */
  protected AccessReportEntity() {}

  AccessReportEntity(
      String id, String realmId, String resourceServerId, String digest, long receivedAt) {
    this.id = id;
    this.realmId = realmId;
    this.resourceServerId = resourceServerId;
    this.digest = digest;
    this.receivedAt = receivedAt;
  }

  boolean hasDigest(String other) {
    return digest.equals(other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AccessReportEntity entity && id.equals(entity.id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return id + " of " + resourceServerId + " in " + realmId + " at " + receivedAt;
  }
}
