package io.github.umatrust.uma.claimsgathering;

import io.github.umatrust.uma.assessment.AskedAccess;
import io.github.umatrust.uma.assessment.Assessment.Part;
import io.github.umatrust.uma.protocol.UmaCall;
import io.github.umatrust.uma.requirement.RequiredClaim;
import io.github.umatrust.uma.resourceset.ResourceSets;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.keycloak.authorization.model.Scope;
import org.keycloak.forms.login.LoginFormsProvider;
import org.keycloak.models.ClientModel;
import org.keycloak.models.UserModel;
import org.keycloak.services.ErrorPage;

/**
 * The pages that a person sees, in the realm's login theme, whichever it is. The theme decides how
 * they look; templates and messages are the JAR's. Whatever others named or wrote is handed to the
 * template as it is, which escapes it; it never becomes part of a message, where it could be taken
 * for a placeholder.
 */
final class ClaimsPage {

  private static final String FORM = "uma-claims.ftl";
  private static final String OTHER_PERSON = "uma-claims-other-person.ftl";
  private static final String MODEL = "umaClaims";

  private final UmaCall call;

  ClaimsPage(UmaCall call) {
    this.call = call;
  }

  /**
   * The page that says who asks for what, and asks the person.
   *
   * @param action where the form goes
   * @param ownerId who owns what is asked for
   */
  Response form(
      URI action,
      ClientModel client,
      UserModel person,
      String ownerId,
      AskedAccess asked,
      Questionnaire questionnaire,
      Answers answers) {
    Map<String, Object> model = new HashMap<>();
    model.put("action", action.toString());
    model.put("stateChecker", ClaimsLogin.stateChecker(call.session()));
    model.put("client", nameOf(client));
    model.put("resourceServer", nameOf(asked.client()));
    model.put("person", new ProfileClaims(person).displayName());
    model.put("username", person.getUsername());
    model.put("owner", ownerOf(ownerId, asked.client()));
    model.put("resources", asked.parts().stream().map(ClaimsPage::resource).toList());
    List<Map<String, Object>> terms = new ArrayList<>();
    List<Map<String, Object>> claims = new ArrayList<>();
    List<Map<String, Object>> faults = new ArrayList<>();
    for (Question question : questionnaire.questions()) {
      Map<String, Object> field = field(question, answers);
      (question instanceof Question.OfTerms ? terms : claims).add(field);
      if (field.containsKey("fault")) {
        faults.add(field);
      }
    }
    model.put("terms", terms);
    model.put("claims", claims);
    model.put("faults", faults);
    return noStore(forms(person, action).setAttribute(MODEL, model).createForm(FORM));
  }

  /**
   * The page that tells the person that somebody else was meant, and nothing of the request.
   *
   * @param action where the form goes that logs the person out
   */
  Response otherPerson(URI action, UserModel person) {
    Map<String, Object> model = new HashMap<>();
    model.put("action", action.toString());
    model.put("stateChecker", ClaimsLogin.stateChecker(call.session()));
    model.put("username", person.getUsername());
    return noStore(
        forms(person, action)
            .setStatus(Response.Status.FORBIDDEN)
            .setAttribute(MODEL, model)
            .createForm(OTHER_PERSON));
  }

  /**
   * A page that tells what is wrong, for what must not go back to a client.
   *
   * @param message the key of the message
   */
  Response error(Response.Status status, String message) {
    return noStore(ErrorPage.error(call.session(), null, status, message));
  }

  private LoginFormsProvider forms(UserModel person, URI action) {
    return call.session()
        .getProvider(LoginFormsProvider.class)
        .setUser(person)
        .setActionUri(action);
  }

  private static Map<String, Object> field(Question question, Answers answers) {
    Map<String, Object> field = new HashMap<>();
    field.put("id", question.field());
    String given = answers.given().get(question.field());
    String fault = answers.faults().get(question.field());
    if (fault != null) {
      field.put("fault", fault);
    }
    if (question instanceof Question.OfTerms terms) {
      field.put("version", terms.terms().version());
      field.put("language", terms.text().language());
      put(field, "text", terms.text().text());
      put(field, "uri", terms.text().uri());
      field.put("checked", Answers.YES.equals(given));
    } else if (question instanceof Question.OfClaim claim) {
      describe(field, "input", claim.claim(), claim.input());
      put(field, "value", given == null ? claim.prefill() : given);
    } else if (question instanceof Question.OfAttestation attestation) {
      describe(field, "attestation", attestation.claim(), attestation.input());
      field.put("value", attestation.value());
      field.put("checked", Answers.YES.equals(given));
    } else if (question instanceof Question.Elsewhere elsewhere) {
      describe(field, "elsewhere", elsewhere.claim(), elsewhere.input());
      field.put("issuers", elsewhere.claim().issuers());
    }
    return field;
  }

  private static void describe(
      Map<String, Object> field, String kind, RequiredClaim claim, ClaimInput input) {
    field.put("kind", kind);
    field.put("type", input.type());
    field.put("autocomplete", input.autocomplete());
    field.put("label", Objects.requireNonNullElse(claim.friendlyName(), claim.name()));
    if (claim.friendlyName() == null) {
      put(field, "labelKey", input.labelKey());
    }
  }

  private static void put(Map<String, Object> field, String name, @Nullable Object value) {
    if (value != null) {
      field.put(name, value);
    }
  }

  private static Map<String, Object> resource(Part part) {
    List<String> scopes = new ArrayList<>();
    for (Scope scope : part.resource().getScopes()) {
      if (part.scopes().contains(scope.getName())) {
        String shown = scope.getDisplayName();
        scopes.add(shown == null || shown.isBlank() ? scope.getName() : shown);
      }
    }
    return Map.of(
        "name", ResourceSets.nameOf(part.resource()), "scopes", scopes.stream().sorted().toList());
  }

  private String ownerOf(String ownerId, ClientModel resourceServer) {
    if (ownerId.equals(resourceServer.getId())) {
      return nameOf(resourceServer);
    }
    UserModel owner = call.session().users().getUserById(call.realm(), ownerId);
    return owner == null ? "" : new ProfileClaims(owner).displayName();
  }

  private static String nameOf(ClientModel client) {
    String name = client.getName();
    return name == null || name.isBlank() ? client.getClientId() : name;
  }

  private static Response noStore(Response page) {
    return Response.fromResponse(page).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
