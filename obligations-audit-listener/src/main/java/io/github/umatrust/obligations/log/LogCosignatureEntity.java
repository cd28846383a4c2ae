package io.github.umatrust.obligations.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/**
 * What a witness signed of a checkpoint, the latest time it did. Written and read by statements
 * alone.
 */
@Entity
@IdClass(LogCosignatureEntity.Key.class)
@Table(name = "UT_OBLIGATION_COSIGNATURE")
public class LogCosignatureEntity {

  /** The primary key. */
  public record Key(String realmId, long treeSize, String witness, String keyId) {}

  @Id
  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Id
  @Column(name = "TREE_SIZE", nullable = false, updatable = false)
  private long treeSize;

  /** The name of the witness's key. */
  @Id
  @Column(name = "WITNESS", nullable = false, updatable = false)
  private String witness = "";

  /** The id of the witness's key, in hexadecimal. */
  @Id
  @Column(name = "KEY_ID", length = 8, nullable = false, updatable = false)
  private String keyId = "";

  /** When the witness says it signed, in seconds since the epoch. */
  @Column(name = "SIGNED_AT", nullable = false)
  private long signedAt;

  @Column(name = "SIGNATURE", length = 72, nullable = false)
  private byte[] signature = {};
}
