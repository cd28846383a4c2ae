package io.github.umatrust.uma.report;

import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.keycloak.common.util.Time;
import org.keycloak.connections.jpa.JpaConnectionProvider;
import org.keycloak.crypto.HashException;
import org.keycloak.crypto.JavaAlgorithm;
import org.keycloak.jose.jws.crypto.HashUtils;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.ModelDuplicateException;
import org.keycloak.models.utils.KeycloakModelUtils;

/**
 * Which reports have been received, so that each counts once: an id and a digest of each, for
 * {@link #REMEMBERED} seconds. Nothing of what they say is kept here.
 */
final class ReceivedReports {

  /** For so many seconds a report is remembered: 31 days. */
  static final int REMEMBERED = 31 * 86_400;

  private static final int BATCH = 1000;

  private final KeycloakSession session;
  private final EntityManager entityManager;

  ReceivedReports(KeycloakSession session) {
    this.session = session;
    this.entityManager = session.getProvider(JpaConnectionProvider.class).getEntityManager();
  }

  /** What is known of a report. */
  enum Known {
    /** Nothing was received under its id. */
    NEW,

    /** It has been received. */
    SAME,

    /** Another one has been received under its id. */
    OTHER
  }

  /**
   * Looks for a report.
   *
   * @param resourceServerId the resource server's client, by Keycloak's id
   */
  Known find(String realmId, String resourceServerId, AccessReport report) {
    AccessReportEntity received =
        entityManager.find(AccessReportEntity.class, key(realmId, resourceServerId, report.id()));
    if (received == null) {
      return Known.NEW;
    }
    return received.hasDigest(hash(report.canonical())) ? Known.SAME : Known.OTHER;
  }

  /**
   * Notes a report as received, together with what else the request changes. Of two at the same
   * time one is first; the other waits for it.
   *
   * @return {@link Known#NEW} when it is noted; else what the other one was, and then the
   *     transaction of the request can only be rolled back
   */
  Known add(String realmId, String resourceServerId, AccessReport report) {
    try {
      entityManager.persist(
          new AccessReportEntity(
              key(realmId, resourceServerId, report.id()),
              realmId,
              resourceServerId,
              hash(report.canonical()),
              Time.currentTimeSeconds()));
      entityManager.flush();
      return Known.NEW;
    } catch (ModelDuplicateException e) {
      session.getTransactionManager().setRollbackOnly();
      return KeycloakModelUtils.runJobInTransactionWithResult(
          session.getKeycloakSessionFactory(),
          own -> new ReceivedReports(own).find(realmId, resourceServerId, report));
    }
  }

  /** Forgets the reports of a realm. */
  void removeRealm(String realmId) {
    entityManager
        .createQuery("delete from AccessReportEntity r where r.realmId = :realm")
        .setParameter("realm", realmId)
        .executeUpdate();
  }

  /** Forgets the reports of a resource server. */
  void removeResourceServer(String realmId, String resourceServerId) {
    entityManager
        .createQuery(
            "delete from AccessReportEntity r"
                + " where r.realmId = :realm and r.resourceServerId = :server")
        .setParameter("realm", realmId)
        .setParameter("server", resourceServerId)
        .executeUpdate();
  }

  /**
   * Forgets some of the reports that are too old to be remembered.
   *
   * @return whether there may be more of them
   */
  boolean removeExpired() {
    List<String> ids =
        entityManager
            .createQuery(
                "select r.id from AccessReportEntity r where r.receivedAt < :before", String.class)
            .setParameter("before", Time.currentTimeSeconds() - REMEMBERED)
            .setMaxResults(BATCH)
            .getResultList();
    if (!ids.isEmpty()) {
      entityManager
          .createQuery("delete from AccessReportEntity r where r.id in :ids")
          .setParameter("ids", ids)
          .executeUpdate();
    }
    return ids.size() == BATCH;
  }

  /** One key for the three, of a length that every database takes; none of them has a NUL. */
  static String key(String realmId, String resourceServerId, String reportId) {
    return hash(realmId + '\0' + resourceServerId + '\0' + reportId);
  }

  private static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(HashUtils.hash(JavaAlgorithm.SHA256, text.getBytes(StandardCharsets.UTF_8)));
    } catch (HashException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
