package io.github.umatrust.bench;

import io.github.umatrust.testkit.http.Http;
import io.github.umatrust.testkit.uma.UmaEndpoints;

/**
 * The protection API and the RPT endpoint of the UMA JAR (UMA 1.0.1).
 *
 * @param uma where they are
 * @param pat the owner's PAT
 */
record UmaProtection(UmaEndpoints uma, String pat) implements ProtectionApi {

  @Override
  public String create(int number) {
    return ProtectionApi.expect(
            Http.postJson(
                uma.resourceSets(),
                OwnedSets.resourceSet(number),
                Http.AUTHORIZATION,
                Http.bearer(pat)),
            201)
        .text("_id");
  }

  @Override
  public void read(String id) {
    ProtectionApi.expect(Http.get(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)), 200);
  }

  @Override
  public void delete(String id) {
    ProtectionApi.expect(
        Http.delete(uma.resourceSets(id), Http.AUTHORIZATION, Http.bearer(pat)), 204);
  }

  @Override
  public void list(int count) {
    ProtectionApi.expectList(
        Http.get(uma.resourceSets(), Http.AUTHORIZATION, Http.bearer(pat)), count);
  }

  @Override
  public String ticket(String id) {
    return ProtectionApi.expect(uma.registerPermission(pat, id, OwnedSets.VIEW), 201)
        .text("ticket");
  }

  @Override
  public String grant(String ticket, String token) {
    return ProtectionApi.expect(uma.requestRpt(token, ticket), 200).text("rpt");
  }

  @Override
  public void introspect(String rpt) {
    ProtectionApi.expectActive(uma.introspect(pat, rpt));
  }
}
