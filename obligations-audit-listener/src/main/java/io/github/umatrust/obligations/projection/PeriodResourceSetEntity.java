package io.github.umatrust.obligations.projection;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** That a period is about a resource set. Without a foreign key: it outlives the resource set. */
@Entity
@Table(name = "UT_OBLIGATION_RESOURCE_SET")
@IdClass(PeriodResourceSetEntity.Key.class)
public class PeriodResourceSetEntity {

  @Id
  @Column(name = "PERIOD_ID", length = 36, nullable = false, updatable = false)
  private String periodId = "";

  @Id
  @Column(name = "RESOURCE_SET_ID", nullable = false, updatable = false)
  private String resourceSetId = "";

  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "SINCE", nullable = false, updatable = false)
  private long since;

  /** For Hibernate. */
  protected PeriodResourceSetEntity() {}

  PeriodResourceSetEntity(String periodId, String resourceSetId, String realmId, long since) {
    this.periodId = periodId;
    this.resourceSetId = resourceSetId;
    this.realmId = realmId;
    this.since = since;
  }

  /** Its primary key. */
  public record Key(String periodId, String resourceSetId) implements Serializable {}
}
