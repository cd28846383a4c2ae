package io.github.umatrust.uma.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.settings.Introduction;
import io.github.umatrust.uma.settings.UmaSettings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings as JSON: a member for each, called as its realm attribute, lifespans as numbers of
 * seconds. Unlike the attributes themselves, what is not understood here is refused.
 */
final class SettingsDocument {

  /** The member of the state that says which client scopes are there. */
  static final String SCOPES = "scopes";

  /** The member of the state that has the settings. */
  static final String SETTINGS = "settings";

  private SettingsDocument() {}

  /** All settings, as they are in force. */
  static ObjectNode write(UmaSettings settings) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put(UmaSettings.TICKET_LIFESPAN, settings.ticketLifespan());
    document.put(UmaSettings.PERMISSION_LIFESPAN, settings.permissionLifespan());
    document.put(UmaSettings.DRAFT_00, settings.draft00());
    document.put(UmaSettings.INTRODUCTION, settings.introduction().value());
    document.put(UmaSettings.PARTIAL_GRANT, settings.partialGrant());
    document.put(UmaSettings.ACCESS_REQUESTS, settings.accessRequests());
    document.put(UmaSettings.CLAIMS_LIFESPAN, settings.claimsLifespan());
    document.put(UmaSettings.CLAIMS_SECURITY, settings.claimsSecurity());
    return document;
  }

  /**
   * The settings of a whole state, as {@link UmaAdminResource#read()} gives it: an administrator
   * reads, changes a setting, and sends everything back. Which scopes are there is not asked.
   *
   * @throws InvalidSettingException for the first member that is unknown or has a value it cannot
   *     have
   */
  static Map<String, String> ofState(ObjectNode state) throws InvalidSettingException {
    for (Map.Entry<String, JsonNode> member : state.properties()) {
      if (!member.getKey().equals(SCOPES) && !member.getKey().equals(SETTINGS)) {
        throw new InvalidSettingException(
            bounded(member.getKey()), "unknown member; known are " + SCOPES + ", " + SETTINGS);
      }
    }
    JsonNode settings = state.path(SETTINGS);
    if (settings.isMissingNode()) {
      return Map.of();
    }
    if (settings instanceof ObjectNode document) {
      return read(document);
    }
    throw new InvalidSettingException(SETTINGS, "must be an object");
  }

  /**
   * Some or all settings, as realm attributes.
   *
   * @throws InvalidSettingException for the first member that is no setting, or has a value of the
   *     wrong type or outside the range
   */
  static Map<String, String> read(ObjectNode document) throws InvalidSettingException {
    Map<String, String> attributes = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> member : document.properties()) {
      String setting = member.getKey();
      JsonNode value = member.getValue();
      attributes.put(
          setting,
          switch (setting) {
            case UmaSettings.TICKET_LIFESPAN ->
                seconds(setting, value, 1, UmaSettings.MOST_LIFESPAN);
            case UmaSettings.PERMISSION_LIFESPAN ->
                seconds(setting, value, 0, UmaSettings.MOST_LIFESPAN);
            case UmaSettings.CLAIMS_LIFESPAN ->
                seconds(setting, value, 0, UmaSettings.MOST_CLAIMS_LIFESPAN);
            case UmaSettings.DRAFT_00,
                UmaSettings.PARTIAL_GRANT,
                UmaSettings.ACCESS_REQUESTS,
                UmaSettings.CLAIMS_SECURITY ->
                truth(setting, value);
            case UmaSettings.INTRODUCTION -> introduction(setting, value);
            default ->
                throw new InvalidSettingException(
                    bounded(setting),
                    "unknown setting; known are "
                        + String.join(", ", UmaSettings.DEFAULTS.toAttributes().keySet()));
          });
    }
    return attributes;
  }

  private static String seconds(String setting, JsonNode value, int least, int most)
      throws InvalidSettingException {
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      int seconds = value.intValue();
      if (seconds >= least && seconds <= most) {
        return Integer.toString(seconds);
      }
    }
    throw new InvalidSettingException(
        setting, "must be a whole number of seconds from " + least + " to " + most);
  }

  private static String truth(String setting, JsonNode value) throws InvalidSettingException {
    if (value.isBoolean()) {
      return Boolean.toString(value.booleanValue());
    }
    throw new InvalidSettingException(setting, "must be true or false");
  }

  private static String introduction(String setting, JsonNode value)
      throws InvalidSettingException {
    List<String> values = Arrays.stream(Introduction.values()).map(Introduction::value).toList();
    if (value.isTextual() && values.contains(value.textValue())) {
      return value.textValue();
    }
    throw new InvalidSettingException(setting, "must be one of " + String.join(", ", values));
  }

  /** What a stranger called a member is told back, but not at any length. */
  private static String bounded(String name) {
    return name.length() <= JsonRequest.MAX_TEXT ? name : name.substring(0, JsonRequest.MAX_TEXT);
  }
}
