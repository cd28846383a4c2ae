package io.github.umatrust.indicator.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.indicator.registry.Resource;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectedResourcesTest {

  @ParameterizedTest
  @CsvSource({
    "https://api.example.com, true",
    "HTTPS://api.example.com/v1?tenant=a, true",
    "http://localhost:8080/, true",
    "urn:example:api, false",
    "urn:client:calendar-api, false",
    "ftp://api.example.com/, false",
    "wss://api.example.com/, false",
    "httpsx://api.example.com/, false"
  })
  void onlyUrlsAreResourceIdentifiers(String registered, boolean listed) {
    assertThat(ProtectedResources.listed(List.of(resource("api", registered))))
        .isEqualTo(listed ? List.of(registered) : List.of());
  }

  @Test
  void theRegisteredFormsAreListedInOrder() {
    assertThat(
            ProtectedResources.listed(
                List.of(
                    resource("b", "https://B.example.com"),
                    resource("a", "https://a.example.com:443/x/../"),
                    resource("a", "http://z.example.com/"))))
        .containsExactly(
            "http://z.example.com/", "https://B.example.com", "https://a.example.com:443/x/../");
  }

  @Test
  void twoFormsOfOneResourceAreListedOnceAsTheAudienceHasIt() {
    assertThat(
            ProtectedResources.listed(
                List.of(
                    resource("a", "https://a.example.com/"),
                    resource("a", "https://a.example.com"))))
        .containsExactly("https://a.example.com/");
  }

  @Test
  void aResourceOfTwoClientsIsListedOnce() {
    assertThat(
            ProtectedResources.listed(
                List.of(
                    resource("b", "https://a.example.com/"),
                    resource("a", "https://a.example.com"))))
        .containsExactly("https://a.example.com");
  }

  private static Resource resource(String clientId, String registered) {
    try {
      return new Resource(ResourceUri.parse(registered), registered, clientId);
    } catch (InvalidResourceUriException e) {
      throw new AssertionError(e);
    }
  }
}
