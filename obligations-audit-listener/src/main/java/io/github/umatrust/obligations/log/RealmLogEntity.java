package io.github.umatrust.obligations.log;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/**
 * The head of a realm's log. Whoever holds a lock on this row may write, nobody else. Two of its
 * columns are none of the log's business and are written by statements of {@link RealmLog} alone.
 */
@Entity
@Table(name = "UT_OBLIGATION_LOG")
public class RealmLogEntity {

  @Id
  @Column(name = "REALM_ID", nullable = false, updatable = false)
  private String realmId = "";

  @Column(name = "ORIGIN", nullable = false, updatable = false)
  private String origin = "";

  @Column(name = "TREE_SIZE", nullable = false)
  private long treeSize;

  @Column(name = "PUBLISHED_SIZE")
  private @Nullable Long publishedSize;

  @Column(name = "MIN_INDEX", nullable = false)
  private long minIndex;

  @Column(name = "CREATED_AT", nullable = false, updatable = false)
  private long createdAt;

  @Column(name = "RECONCILED_AT")
  private @Nullable Long reconciledAt;

  @Column(name = "REMOVED_RETENTION_DAYS")
  private @Nullable Integer removedRetentionDays;

  String realmId() {
    return realmId;
  }

  String origin() {
    return origin;
  }

  /** How many entries the tree has. */
  long treeSize() {
    return treeSize;
  }

  /** How many of them the latest checkpoint covers; null before the first checkpoint. */
  @Nullable Long publishedSize() {
    return publishedSize;
  }

  /** Entries below were pruned. */
  long minIndex() {
    return minIndex;
  }

  void grow(long size) {
    treeSize = size;
  }

  void publish() {
    publishedSize = treeSize;
  }

  void prune(long index) {
    minIndex = index;
  }
}
