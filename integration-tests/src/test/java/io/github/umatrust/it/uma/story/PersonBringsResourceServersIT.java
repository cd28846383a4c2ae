package io.github.umatrust.it.uma.story;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.umatrust.it.Keycloak;
import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.http.Reply;
import io.github.umatrust.testkit.oauth.ClientRegistration;
import io.github.umatrust.testkit.oauth.OAuthClient;
import io.github.umatrust.testkit.oauth.TestRealm;
import io.github.umatrust.testkit.uma.UmaApi;
import io.github.umatrust.testkit.uma.UmaClient;
import io.github.umatrust.testkit.uma.UmaEndpoints;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A person brings the resource servers that she uses to the authorization server that she chose:
 * what is hers is between her, each of them and this server, and she can end it with each.
 */
@ExtendWith(Keycloak.class)
@TestInstance(Lifecycle.PER_CLASS)
class PersonBringsResourceServersIT {

  private final TestRealm realm;
  private final UmaEndpoints uma;
  private final ClientRegistration registration;

  PersonBringsResourceServersIT(TestRealm realm) {
    this.realm = realm;
    this.uma = UmaEndpoints.discover(realm.issuer());
    this.registration = new ClientRegistration(realm);
  }

  @BeforeAll
  void whoeverRegistersNeedsThePersonsConsent() {
    registration.allowScopes("uma_protection");
    registration.requireConsent();
  }

  @Test
  void whatIsHersIsBetweenHerAndEachOfThemUntilSheEndsIt() {
    // alice introduces her photo box and her diary.
    OAuthClient photoBox = registration.registered("Photo box", "uma_protection");
    OAuthClient diary = registration.registered("Diary", "uma_protection");
    Registrar photos = introduced(photoBox, "alice");
    Registrar entries = introduced(diary, "alice");
    String photo = photos.register("Photo of the sea", "read");
    String entry = entries.register("Entry of Monday", "read");

    // Each has what it registered for her, and is told nothing of what the other has.
    assertThat(photos.list()).containsExactly(photo);
    assertThat(entries.list()).containsExactly(entry);
    photos.isToldNothingOf(entry);
    entries.isToldNothingOf(photo);

    // bob uses the photo box too. For him it has nothing of hers.
    Registrar bobsPhotos = introduced(photoBox, "bob");
    assertThat(bobsPhotos.list()).isEmpty();
    bobsPhotos.isToldNothingOf(photo);
    String bobsPhoto = bobsPhotos.register("Photo of the sea", "read");
    photos.isToldNothingOf(bobsPhoto);

    try (UmaApi photoApi = new UmaApi(uma, "photos");
        UmaApi diaryApi = new UmaApi(uma, "diary")) {
      String photoUrl = photoApi.protect("/sea", photos.pat(), photo, "read", "a photo");
      String entryUrl = diaryApi.protect("/monday", entries.pat(), entry, "read", "an entry");

      // She shares one thing of each with bob, and his RPT for her photo says so to nobody else.
      realm.share(photo, "alice", "bob", "read");
      realm.share(entry, "alice", "bob", "read");
      UmaClient bob = printServiceOf("bob");
      String rptForPhoto = served(bob.read(photoUrl), "a photo");
      String rptForEntry = served(bob.read(entryUrl), "an entry");
      Reply forBobsOwn = uma.introspect(bobsPhotos.pat(), rptForPhoto);
      assertThat(forBobsOwn.json().path("permissions").isArray()).isTrue();
      assertThat(forBobsOwn.json().path("permissions")).isEmpty();

      // She ends it with the photo box: its PAT for her is none any more, at no endpoint.
      revokeConsent(photoBox, "alice");
      ended(photos);
      assertThat(uma.registerPermission(photos.pat(), photo, "read").status()).isEqualTo(401);
      assertThat(uma.introspect(photos.pat(), rptForPhoto).status()).isEqualTo(401);
      assertThat(UmaClient.present(rptForPhoto, photoUrl).status()).isEqualTo(403);

      // The diary goes on, and so does the photo box for bob.
      assertThat(entries.list()).containsExactly(entry);
      assertThat(UmaClient.present(rptForEntry, entryUrl).body()).isEqualTo("an entry");
      assertThat(bobsPhotos.list()).containsExactly(bobsPhoto);

      // When she introduces the photo box again, it has what it had.
      assertThat(introduced(photoBox, "alice").list()).containsExactly(photo);
    }
  }

  /** The person lets a resource server protect what is hers here. */
  private Registrar introduced(OAuthClient resourceServer, String person) {
    Reply granted = resourceServer.codeGrant(realm.browser(person), "scope", "uma_protection");
    assertThat(granted.status()).as(granted.body()).isEqualTo(200);
    assertThat(realm.adminGet("users/" + realm.userId(person) + "/consents").toString())
        .contains(resourceServer.clientId());
    return new Registrar(uma, granted.text("access_token"));
  }

  /** As a person does it in the account console. */
  private void revokeConsent(OAuthClient client, String person) {
    Reply revoked =
        Http.delete(
            realm.issuer() + "/account/applications/" + client.clientId() + "/consent",
            "Accept",
            "application/json",
            Http.AUTHORIZATION,
            realm.accountAuthorization(realm.browser(person)));
    assertThat(revoked.status()).as(revoked.body()).isEqualTo(204);
  }

  private static void ended(Registrar registrar) {
    Reply refused = registrar.ask();
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text("error")).isEqualTo("invalid_token");
  }

  private UmaClient printServiceOf(String person) {
    return new UmaClient(
        realm.grant("print-service", person, "uma_authorization").text("access_token"));
  }

  private static String served(UmaClient.Outcome outcome, String content) {
    assertThat(outcome.reply().status()).as(outcome.reply().body()).isEqualTo(200);
    assertThat(outcome.reply().body()).isEqualTo(content);
    return outcome.rpt().orElseThrow();
  }
}
