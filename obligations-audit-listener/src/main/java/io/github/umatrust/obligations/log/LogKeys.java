package io.github.umatrust.obligations.log;

import io.github.umatrust.obligations.note.NoteSigner;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The keys of a log: those that sign, and what is left of those that did. */
final class LogKeys {

  private final EntityManager entityManager;
  private final String realmId;
  private final String origin;

  LogKeys(EntityManager entityManager, String realmId, String origin) {
    this.entityManager = entityManager;
    this.realmId = realmId;
    this.origin = origin;
  }

  /** All keys, the oldest first. */
  List<LogKeyEntity> all() {
    return entityManager
        .createQuery(
            "select k from LogKeyEntity k where k.realmId = :realm order by k.createdAt, k.keyId",
            LogKeyEntity.class)
        .setParameter("realm", realmId)
        .getResultList();
  }

  /**
   * The keys that sign the next checkpoint: the newest, and one that it has superseded since the
   * latest.
   *
   * @throws LogException when there is none
   */
  List<LogKeyEntity> signing() {
    List<LogKeyEntity> signing = all().stream().filter(LogKeyEntity::signs).toList();
    if (signing.stream().allMatch(LogKeyEntity::isSuperseded)) {
      throw new LogException("the log of realm " + realmId + " has no key");
    }
    return signing;
  }

  List<NoteSigner> signers(List<LogKeyEntity> signing) {
    return signing.stream().map(k -> k.signer(origin)).toList();
  }

  /** Remembers that keys signed a checkpoint, and retires those that were superseded. */
  void signed(List<LogKeyEntity> signing, long size, long now) {
    signing.forEach(key -> key.signed(size, now));
  }

  /** Makes a new key, which supersedes the others. */
  void rotate(long now) {
    List<LogKeyEntity> known = all();
    Set<String> ids = known.stream().map(LogKeyEntity::keyId).collect(Collectors.toSet());
    LogKeyEntity key;
    do {
      key = LogKeyEntity.generate(realmId, origin, now);
    } while (ids.contains(key.keyId()));
    known.forEach(old -> old.supersede(now));
    entityManager.persist(key);
    entityManager.flush();
  }

  /** What everyone may know of the keys, the oldest first. */
  List<PublishedKey> published() {
    return all().stream().map(k -> k.published(origin)).toList();
  }
}
