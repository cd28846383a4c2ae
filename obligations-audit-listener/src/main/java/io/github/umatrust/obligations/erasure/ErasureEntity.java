package io.github.umatrust.obligations.erasure;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/**
 * An erasure that is under way. If it is interrupted, the next one for the same person goes on with
 * the same pseudonyms; when it is done, this row is deleted, and nothing is left that could tell
 * who was meant.
 */
@Entity
@Table(name = "UT_OBLIGATION_ERASURE")
@IdClass(ErasureEntity.Key.class)
public class ErasureEntity {

  @Id
  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Id
  @Column(name = "PERSON_ID", nullable = false, updatable = false)
  private String personId = "";

  @Column(name = "PSEUDONYM", length = 64, nullable = false, updatable = false)
  private String pseudonym = "";

  @Column(name = "SECRET", length = 64, nullable = false, updatable = false)
  private String secret = "";

  @Column(name = "STARTED_AT", nullable = false, updatable = false)
  private long startedAt;

  @Column(name = "ENTRIES", nullable = false)
  private long entries;

  static ErasureEntity of(String realmId, Pseudonyms pseudonyms, long now) {
    ErasureEntity row = new ErasureEntity();
    row.realmId = realmId;
    row.personId = pseudonyms.personId();
    row.pseudonym = pseudonyms.pseudonym();
    row.secret = pseudonyms.secret();
    row.startedAt = now;
    return row;
  }

  Pseudonyms pseudonyms() {
    return new Pseudonyms(personId, pseudonym, secret);
  }

  /** How many journal rows it has erased so far. */
  long entries() {
    return entries;
  }

  void erased(int count) {
    entries += count;
  }

  /** Its primary key. */
  public record Key(String realmId, String personId) implements Serializable {}
}
