package io.github.umatrust.obligations.settings;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Logs each flaw once, a WARN, for as long as the server runs. Safe for use by many threads. */
public final class ReportedOnce implements SettingFlaws {

  private static final Logger LOG = Logger.getLogger(LedgerSettings.class);

  /** So that nobody fills the memory by writing settings. */
  private static final int MAX = 1000;

  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  @Override
  public void report(String text) {
    if (reported.size() < MAX && reported.add(text)) {
      LOG.warn(text);
    }
  }
}
