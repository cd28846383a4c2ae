package io.github.umatrust.obligations.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.obligations.settings.NativeFlow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeUmaPathTest {

  @ParameterizedTest
  @CsvSource({
    "POST, realms/a/authz/protection/permission, TICKET,,",
    "POST, realms/a/protocol/openid-connect/token/introspect, INTROSPECTION,,",
    "PUT, realms/a/account/resources/r1/permissions, APPROVAL, r1,",
    "PUT, realms/a/account/v1/resources/r1/permissions, APPROVAL, r1,",
    "POST, realms/a/authz/protection/permission/ticket, APPROVAL,,",
    "PUT, realms/a/authz/protection/permission/ticket, APPROVAL,,",
    "DELETE, realms/a/authz/protection/permission/ticket/t1, APPROVAL,, t1",
  })
  void isRecorded(
      String method,
      String path,
      NativeFlow flow,
      @Nullable String resource,
      @Nullable String ticket) {
    assertThat(of(method, path)).contains(new NativeUmaPath("a", flow, resource, ticket));
  }

  @ParameterizedTest
  @CsvSource({
    "PUT, realms/a/authz/protection/permission",
    "POST, realms/a/authz/protection/permission/other",
    "POST, realms/a/authz/protection/resource_set",
    "POST, realms/a/protocol/openid-connect/token",
    "POST, realms/a/protocol/openid-connect/token/introspect/more",
    "POST, realms/a/account/resources/r1/permissions",
    "PUT, realms/a/account/resources/r1/permissions/requests",
    "PUT, realms/a/account/resources/r1",
    "PUT, realms/a/other/resources/r1/permissions",
    "DELETE, realms/a/authz/protection/permission/ticket",
    "DELETE, realms/a/authz/protection/permission/ticket/t1/more",
    "PUT, realms/a/authz/protection/permission/ticket/t1",
    "POST, admin/realms/a/authz/protection/permission",
    "POST, realms/a",
  })
  void isNot(String method, String path) {
    assertThat(of(method, path)).isEmpty();
  }

  private static Optional<NativeUmaPath> of(String method, String path) {
    return NativeUmaPath.of(method, List.of(path.split("/", -1)));
  }
}
