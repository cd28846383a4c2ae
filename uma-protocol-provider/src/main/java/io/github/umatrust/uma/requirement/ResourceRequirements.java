package io.github.umatrust.uma.requirement;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.resourceset.LongAttribute;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Resource;

/**
 * Requirements as attributes of a Keycloak resource, where administrators see and change them:
 *
 * <ul>
 *   <li>{@code uma_terms_version}, and for each language {@code uma_terms_text_}<i>language</i> or
 *       {@code uma_terms_uri_}<i>language</i>
 *   <li>{@code uma_required_claims}: a JSON array of claims
 *   <li>{@code uma_required_acr}: an authentication context each
 *   <li>{@code uma_access_requests}: {@code true} or {@code false}
 * </ul>
 */
public final class ResourceRequirements {

  /** The most claims that can be required for one resource set. */
  public static final int MOST_CLAIMS = 20;

  private static final String PREFIX = "uma_";
  private static final String TERMS_VERSION = "uma_terms_version";
  private static final String TERMS_TEXT = "uma_terms_text_";
  private static final String TERMS_URI = "uma_terms_uri_";
  private static final String CLAIMS = "uma_required_claims";
  private static final String ACR = "uma_required_acr";
  private static final String ACCESS_REQUESTS = "uma_access_requests";

  /** How attributes begin that require something. */
  private static final List<String> MEANT = List.of("uma_terms", "uma_required", "uma_access");

  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private ResourceRequirements() {}

  /**
   * The requirements of a resource; empty when its attributes cannot be understood, so that nobody
   * can meet them.
   */
  public static Optional<Requirements> of(Resource resource) {
    return of(resource.getAttributes());
  }

  /** The requirements that these attributes say; empty when they cannot be understood. */
  static Optional<Requirements> of(@Nullable Map<String, List<String>> attributes) {
    if (attributes == null || attributes.keySet().stream().noneMatch(a -> a.startsWith(PREFIX))) {
      return Optional.of(Requirements.NONE);
    }
    if (attributes.keySet().stream().anyMatch(ResourceRequirements::isMisspelt)) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Requirements(
              terms(attributes),
              claims(LongAttribute.ofValues(attributes.get(CLAIMS))),
              attributes.getOrDefault(ACR, List.of()).stream().sorted().toList(),
              accessRequests(attributes.get(ACCESS_REQUESTS))));
    } catch (IllegalArgumentException | UmaException e) {
      return Optional.empty();
    }
  }

  /** Replaces the requirements of a resource. */
  public static void write(Resource resource, Requirements requirements) {
    Map<String, List<String>> wanted = toAttributes(requirements);
    List<String> before =
        resource.getAttributes().keySet().stream().filter(ResourceRequirements::isOurs).toList();
    before.stream().filter(a -> !wanted.containsKey(a)).forEach(resource::removeAttribute);
    wanted.forEach(
        (name, values) -> {
          if (!values.equals(resource.getAttribute(name))) {
            resource.setAttribute(name, values);
          }
        });
  }

  /** Looks like one of ours and is none: somebody meant to require something. */
  private static boolean isMisspelt(String attribute) {
    return !isOurs(attribute) && MEANT.stream().anyMatch(attribute::startsWith);
  }

  private static boolean isOurs(String attribute) {
    return attribute.equals(TERMS_VERSION)
        || attribute.startsWith(TERMS_TEXT)
        || attribute.startsWith(TERMS_URI)
        || attribute.equals(CLAIMS)
        || attribute.equals(ACR)
        || attribute.equals(ACCESS_REQUESTS);
  }

  static Map<String, List<String>> toAttributes(Requirements requirements) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    Terms terms = requirements.terms();
    if (terms != null) {
      attributes.put(TERMS_VERSION, List.of(terms.version()));
      for (TermsText text : terms.texts()) {
        if (text.text() != null) {
          attributes.put(TERMS_TEXT + text.language(), LongAttribute.toValues(text.text()));
        } else if (text.uri() != null) {
          attributes.put(TERMS_URI + text.language(), List.of(text.uri()));
        }
      }
    }
    if (!requirements.claims().isEmpty()) {
      ArrayNode claims = JsonNodeFactory.instance.arrayNode();
      requirements.claims().forEach(c -> claims.add(c.toJson()));
      attributes.put(CLAIMS, LongAttribute.toValues(ascii(claims)));
    }
    if (!requirements.acr().isEmpty()) {
      attributes.put(ACR, requirements.acr());
    }
    if (requirements.accessRequests() != null) {
      attributes.put(ACCESS_REQUESTS, List.of(requirements.accessRequests().toString()));
    }
    return attributes;
  }

  /**
   * A language tag, which is also part of an attribute's name.
   *
   * @throws IllegalArgumentException when it is none (BCP 47), or longer than 35 characters
   */
  public static String languageTag(String tag) {
    String well = tag.length() > 35 ? "und" : Locale.forLanguageTag(tag).toLanguageTag();
    if (!well.equalsIgnoreCase(tag) || well.equals("und")) {
      throw new IllegalArgumentException("not a language tag");
    }
    return well;
  }

  /**
   * Where terms are.
   *
   * @throws IllegalArgumentException when it is no absolute http or https address of at most 255
   *     characters
   */
  public static String termsUri(String uri) {
    try {
      URI parsed = new URI(uri);
      boolean web =
          "https".equalsIgnoreCase(parsed.getScheme())
              || "http".equalsIgnoreCase(parsed.getScheme());
      if (!web || parsed.getHost() == null || uri.length() > JsonRequest.MAX_TEXT) {
        throw new IllegalArgumentException("not an http or https address");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("not an http or https address", e);
    }
  }

  private static @Nullable Terms terms(Map<String, List<String>> attributes) {
    Map<String, TermsText> texts = new TreeMap<>();
    attributes.forEach(
        (name, values) -> {
          if (name.startsWith(TERMS_TEXT)) {
            String language = languageTag(name.substring(TERMS_TEXT.length()));
            put(texts, new TermsText(language, required(LongAttribute.ofValues(values)), null));
          } else if (name.startsWith(TERMS_URI)) {
            String language = languageTag(name.substring(TERMS_URI.length()));
            put(texts, new TermsText(language, null, termsUri(only(values))));
          }
        });
    if (texts.isEmpty() && !attributes.containsKey(TERMS_VERSION)) {
      return null;
    }
    return new Terms(only(attributes.get(TERMS_VERSION)), new ArrayList<>(texts.values()));
  }

  private static void put(Map<String, TermsText> texts, TermsText text) {
    if (texts.put(text.language(), text) != null) {
      throw new IllegalArgumentException("one language twice");
    }
  }

  private static List<RequiredClaim> claims(@Nullable String json) {
    return json == null
        ? List.of()
        : JsonRequest.ofArray(json.getBytes(StandardCharsets.UTF_8), MOST_CLAIMS).stream()
            .map(RequiredClaim::of)
            .toList();
  }

  private static @Nullable Boolean accessRequests(@Nullable List<String> values) {
    if (values == null) {
      return null;
    }
    return switch (only(values)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static String only(@Nullable List<String> values) {
    if (values == null || values.size() != 1) {
      throw new IllegalArgumentException("not one value");
    }
    return required(values.get(0));
  }

  private static String required(@Nullable String text) {
    if (text == null || text.isBlank()) {
      throw new IllegalArgumentException("nothing there");
    }
    return text;
  }

  private static String ascii(ArrayNode json) {
    try {
      return ASCII.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree can be written as JSON", e);
    }
  }
}
