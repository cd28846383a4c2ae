package io.github.umatrust.indicator.request;

import io.github.umatrust.indicator.Enforcement;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.keycloak.http.FormPartValue;
import org.keycloak.http.HttpRequest;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;
import org.keycloak.protocol.oidc.resourceindicators.ResourceIndicatorValidation;

/**
 * A request in which the parameter {@code resource} has one value that Keycloak accepts and
 * carries, whatever the client sent: several values are folded into one, and so is one that
 * Keycloak would refuse by rules of its own (RFC 8707 §2 allows a query). Every other parameter,
 * and every request of a client without enforcement, is as it came.
 *
 * <p>The body is not read yet when this object is made, so folding happens when it is asked for.
 */
final class FoldingRequest implements HttpRequest {

  private final KeycloakSession session;
  private final HttpRequest original;
  private @Nullable MultivaluedMap<String, String> foldedForm;

  FoldingRequest(KeycloakSession session, HttpRequest original) {
    this.session = session;
    this.original = original;
  }

  /** The request as it came. */
  HttpRequest original() {
    return original;
  }

  @Override
  public @Nullable MultivaluedMap<String, String> getDecodedFormParameters() {
    if (foldedForm != null) {
      return foldedForm;
    }
    MultivaluedMap<String, String> form = original.getDecodedFormParameters();
    MultivaluedMap<String, String> folded = form == null ? null : folded(form);
    if (folded != null) {
      foldedForm = folded;
      return folded;
    }
    return form;
  }

  /** The address, with the query parameters folded. Keycloak reads them through this interface. */
  @Override
  public UriInfo getUri() {
    UriInfo uri = original.getUri();
    return (UriInfo)
        Proxy.newProxyInstance(
            UriInfo.class.getClassLoader(),
            new Class<?>[] {UriInfo.class},
            (proxy, method, args) -> {
              try {
                Object result = method.invoke(uri, args);
                return method.getName().equals("getQueryParameters")
                    ? foldedQuery(uri.getQueryParameters())
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Override
  public String getHttpMethod() {
    return original.getHttpMethod();
  }

  @Override
  public MultivaluedMap<String, FormPartValue> getMultiPartFormParameters() {
    return original.getMultiPartFormParameters();
  }

  @Override
  public HttpHeaders getHttpHeaders() {
    return original.getHttpHeaders();
  }

  @Override
  public X509Certificate @Nullable [] getClientCertificateChain() {
    return original.getClientCertificateChain();
  }

  @Override
  public boolean isProxyTrusted() {
    return original.isProxyTrusted();
  }

  /** Whether Keycloak accepts a value and passes it on unchanged. */
  static boolean isAcceptedByKeycloak(String value) {
    return !FoldedResources.isReserved(value)
        && ResourceIndicatorValidation.isValidResourceIndicator(value);
  }

  private MultivaluedMap<String, String> foldedQuery(MultivaluedMap<String, String> query) {
    MultivaluedMap<String, String> folded = folded(query);
    return folded == null ? query : folded;
  }

  /** A folded copy of the parameters; null where there is nothing to fold. */
  private @Nullable MultivaluedMap<String, String> folded(
      MultivaluedMap<String, String> parameters) {
    List<String> values = parameters.get(Enforcement.RESOURCE);
    if (values == null
        || values.isEmpty()
        || (values.size() == 1 && isAcceptedByKeycloak(values.get(0)))) {
      return null;
    }
    RealmModel realm = session.getContext().getRealm();
    ClientModel client =
        realm == null ? null : NamedClient.of(session, realm, parameters, getHttpHeaders());
    if (client == null || Enforcement.of(session, client).isEmpty()) {
      return null;
    }
    MultivaluedMap<String, String> folded = new MultivaluedHashMap<>();
    parameters.forEach(folded::addAll);
    folded.putSingle(Enforcement.RESOURCE, FoldedResources.fold(values));
    return folded;
  }
}
