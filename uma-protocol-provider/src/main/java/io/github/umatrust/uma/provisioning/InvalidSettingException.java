package io.github.umatrust.uma.provisioning;

/** A member of a request that is no setting, or whose value the setting cannot have. */
final class InvalidSettingException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String setting;

  /**
   * @param setting the member's name
   * @param reason what is wrong with it
   */
  InvalidSettingException(String setting, String reason) {
    super(reason);
    this.setting = setting;
  }

  /** The member's name. */
  String setting() {
    return setting;
  }
}
