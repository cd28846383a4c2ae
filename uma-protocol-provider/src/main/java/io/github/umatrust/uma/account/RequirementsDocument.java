package io.github.umatrust.uma.account;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.requirement.Requirements;
import io.github.umatrust.uma.requirement.ResourceRequirements;
import io.github.umatrust.uma.requirement.Terms;
import io.github.umatrust.uma.requirement.TermsText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Requirements as JSON, as their owner reads and replaces them. Members that are not known are
 * refused, because a misspelt requirement would be none.
 */
final class RequirementsDocument {

  /** The most languages of terms. */
  static final int MOST_TEXTS = 20;

  /** The most authentication contexts. */
  static final int MOST_ACR = 20;

  /** Members that are read and change nothing, so that what was read can be sent back. */
  static final String RESOURCE_SET_ID = "resource_set_id";

  static final String NAME = "name";

  private static final String TERMS = "terms";
  private static final String VERSION = "version";
  private static final String TEXTS = "texts";
  private static final String LANGUAGE = "language";
  private static final String TEXT = "text";
  private static final String URI = "uri";
  private static final String CLAIMS = "required_claims";
  private static final String ACR = "required_acr";
  private static final String ACCESS_REQUESTS = "access_requests";

  private static final Set<String> MEMBERS =
      Set.of(RESOURCE_SET_ID, NAME, TERMS, CLAIMS, ACR, ACCESS_REQUESTS);

  private RequirementsDocument() {}

  /** Writes requirements; what is not required is left out. */
  static ObjectNode write(Requirements requirements) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Terms terms = requirements.terms();
    if (terms != null) {
      ObjectNode object = json.putObject(TERMS);
      object.put(VERSION, terms.version());
      ArrayNode texts = object.putArray(TEXTS);
      for (TermsText text : terms.texts()) {
        ObjectNode one = texts.addObject().put(LANGUAGE, text.language());
        if (text.text() != null) {
          one.put(TEXT, text.text());
        } else {
          one.put(URI, text.uri());
        }
      }
    }
    if (!requirements.claims().isEmpty()) {
      ArrayNode claims = json.putArray(CLAIMS);
      requirements.claims().forEach(c -> claims.add(c.toJson()));
    }
    if (!requirements.acr().isEmpty()) {
      requirements.acr().forEach(json.putArray(ACR)::add);
    }
    if (requirements.accessRequests() != null) {
      json.put(ACCESS_REQUESTS, requirements.accessRequests());
    }
    return json;
  }

  /**
   * Reads requirements.
   *
   * @throws UmaException {@code invalid_request} naming the member that is wrong
   */
  static Requirements read(JsonRequest json) {
    checkMembers(json.object(), MEMBERS, "");
    return new Requirements(
        terms(json.object().get(TERMS)),
        objects(json.object(), CLAIMS, ResourceRequirements.MOST_CLAIMS).stream()
            .map(RequirementsDocument::claim)
            .toList(),
        isEmptyArray(json.object().get(ACR)) ? List.of() : json.optionalTexts(ACR, MOST_ACR),
        truth(json.object().get(ACCESS_REQUESTS)));
  }

  private static @Nullable Terms terms(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    if (!(node instanceof ObjectNode object)) {
      throw UmaException.invalidRequest("terms must be an object");
    }
    checkMembers(object, Set.of(VERSION, TEXTS), TERMS + ".");
    List<TermsText> texts = new ArrayList<>();
    Set<String> languages = new HashSet<>();
    for (ObjectNode one : objects(object, TEXTS, MOST_TEXTS)) {
      TermsText text = termsText(one);
      if (!languages.add(text.language())) {
        throw UmaException.invalidRequest("texts has the language " + text.language() + " twice");
      }
      texts.add(text);
    }
    if (texts.isEmpty()) {
      throw UmaException.invalidRequest("terms must have at least one of texts");
    }
    return new Terms(new JsonRequest(object).requiredText(VERSION), texts);
  }

  private static TermsText termsText(ObjectNode object) {
    checkMembers(object, Set.of(LANGUAGE, TEXT, URI), TEXTS + ".");
    JsonRequest json = new JsonRequest(object);
    String language =
        valid(json.requiredText(LANGUAGE), LANGUAGE, ResourceRequirements::languageTag);
    if (object.has(TEXT) == object.has(URI)) {
      throw UmaException.invalidRequest("texts must have either text or uri for each language");
    }
    return object.has(TEXT)
        ? new TermsText(language, longText(object.get(TEXT)), null)
        : new TermsText(
            language, null, valid(json.requiredText(URI), URI, ResourceRequirements::termsUri));
  }

  /** A text of several lines, that people read and every database keeps. */
  private static String longText(JsonNode node) {
    if (!node.isTextual() || node.textValue().isBlank()) {
      throw UmaException.invalidRequest("text must be text, and not empty");
    }
    String text = node.textValue();
    if (text.length() > TermsText.MOST_CHARACTERS) {
      throw UmaException.invalidRequest(
          "text is longer than " + TermsText.MOST_CHARACTERS + " characters");
    }
    boolean storable =
        text.codePoints()
            .allMatch(
                c ->
                    c == '\n'
                        || c == '\r'
                        || c == '\t'
                        || (Character.getType(c) != Character.CONTROL
                            && Character.getType(c) != Character.SURROGATE));
    if (!storable) {
      throw UmaException.invalidRequest("text has a character that is not allowed");
    }
    return text;
  }

  private static RequiredClaim claim(ObjectNode object) {
    checkMembers(object, RequiredClaim.MEMBERS, CLAIMS + ".");
    return RequiredClaim.of(new JsonRequest(object));
  }

  private static @Nullable Boolean truth(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    if (!node.isBoolean()) {
      throw UmaException.invalidRequest(ACCESS_REQUESTS + " must be true or false");
    }
    return node.booleanValue();
  }

  private static String valid(String value, String member, Function<String, String> check) {
    try {
      return check.apply(value);
    } catch (IllegalArgumentException e) {
      throw UmaException.invalidRequest(member + " is " + e.getMessage());
    }
  }

  private static List<ObjectNode> objects(ObjectNode json, String member, int most) {
    JsonNode array = json.get(member);
    if (array == null) {
      return List.of();
    }
    if (!array.isArray() || array.size() > most) {
      throw UmaException.invalidRequest(
          member + " must be an array of at most " + most + " objects");
    }
    List<ObjectNode> objects = new ArrayList<>();
    for (JsonNode element : array) {
      if (!(element instanceof ObjectNode object)) {
        throw UmaException.invalidRequest(member + " must be an array of objects");
      }
      objects.add(object);
    }
    return objects;
  }

  private static boolean isEmptyArray(@Nullable JsonNode node) {
    return node != null && node.isArray() && node.isEmpty();
  }

  private static void checkMembers(ObjectNode object, Set<String> known, String where) {
    object
        .properties()
        .forEach(
            member -> {
              if (!known.contains(member.getKey())) {
                String name = member.getKey();
                throw UmaException.invalidRequest(
                    where
                        + name.substring(0, Math.min(name.length(), JsonRequest.MAX_TEXT))
                        + " is not known");
              }
            });
  }
}
