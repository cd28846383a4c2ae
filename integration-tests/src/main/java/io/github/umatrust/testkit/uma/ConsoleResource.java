package io.github.umatrust.testkit.uma;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.oauth.TestRealm;
import java.util.List;
import java.util.Map;

/**
 * A resource and its permissions as an administrator sees and changes them in the admin console.
 *
 * @param resourceServer the resource server's client id
 * @param id the resource
 */
public record ConsoleResource(TestRealm realm, String resourceServer, String id) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Sets attributes; those with no values are removed, the others stay. */
  public void setAttributes(Map<String, List<String>> attributes) {
    ObjectNode resource = (ObjectNode) realm.adminGet(path());
    ObjectNode all = resource.withObjectProperty("attributes");
    attributes.forEach(
        (name, values) -> {
          all.remove(name);
          if (!values.isEmpty()) {
            ArrayNode array = all.putArray(name);
            values.forEach(array::add);
          }
        });
    realm.adminPut(path(), resource);
  }

  /** Sets terms in English. */
  public void setTerms(String version, String text) {
    setAttributes(
        Map.of("uma_terms_version", List.of(version), "uma_terms_text_en", List.of(text)));
  }

  /** Requires claims, as a JSON array. */
  public void setRequiredClaims(String json) {
    setAttributes(Map.of("uma_required_claims", List.of(json)));
  }

  /**
   * Permits scopes by policies, all of which must grant.
   *
   * @param name none of another permission
   * @param policies the ids of policies
   */
  public void permit(String name, List<String> scopes, String... policies) {
    permit(name, List.of(id), scopes, policies);
  }

  /** Permits scopes of whatever resource of the resource server has them. */
  public void permitEverywhere(String name, List<String> scopes, String... policies) {
    permit(name, List.of(), scopes, policies);
  }

  private void permit(
      String name, List<String> resources, List<String> scopes, String... policies) {
    realm.adminPost(
        authorization() + "/permission/scope",
        Map.of(
            "name",
            name,
            "resources",
            resources,
            "scopes",
            scopes,
            "policies",
            List.of(policies),
            "decisionStrategy",
            "UNANIMOUS"));
  }

  /** Whether the resource server has a policy of this name. */
  public boolean hasPolicy(String name) {
    for (JsonNode policy : realm.adminGet(authorization() + "/policy?name=" + Http.encode(name))) {
      if (policy.path("name").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes a policy.
   *
   * @param more its settings beside the name, as names and values
   * @return its id
   */
  public String policy(String type, String name, Map<String, ?> more) {
    ObjectNode policy = JSON.valueToTree(more);
    policy.put("name", name);
    return realm.adminPost(authorization() + "/policy/" + type, policy).text("id");
  }

  private String authorization() {
    return realm.authorizationPath(resourceServer);
  }

  private String path() {
    return authorization() + "/resource/" + id;
  }
}
