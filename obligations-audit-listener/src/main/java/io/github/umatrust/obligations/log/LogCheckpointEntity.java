package io.github.umatrust.obligations.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;

/** A checkpoint that was published, without cosignatures. */
@Entity
@IdClass(LogCheckpointEntity.Key.class)
@Table(name = "UT_OBLIGATION_CHECKPOINT")
public class LogCheckpointEntity {

  /** The primary key. */
  public record Key(String realmId, long treeSize) {}

  @Id
  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Id
  @Column(name = "TREE_SIZE", nullable = false, updatable = false)
  private long treeSize;

  @Column(name = "NOTE", nullable = false)
  private String note = "";

  @Column(name = "PUBLISHED_AT", nullable = false)
  private long publishedAt;

  static LogCheckpointEntity of(String realmId, long treeSize, String note, long now) {
    LogCheckpointEntity row = new LogCheckpointEntity();
    row.realmId = realmId;
    row.treeSize = treeSize;
    row.publish(note, now);
    return row;
  }

  void publish(String signed, long now) {
    note = signed;
    publishedAt = now;
  }

  long treeSize() {
    return treeSize;
  }

  /** The signed note. */
  String note() {
    return note;
  }

  long publishedAt() {
    return publishedAt;
  }
}
