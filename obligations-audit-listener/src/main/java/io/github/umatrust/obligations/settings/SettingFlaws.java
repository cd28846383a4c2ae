package io.github.umatrust.obligations.settings;

/** Where malformed settings are told to, so that an administrator learns of each of them once. */
@FunctionalInterface
public interface SettingFlaws {

  /**
   * Tells of one.
   *
   * @param text the realm, the attribute and what counts instead; never the value, which may be
   *     anything
   */
  void report(String text);
}
