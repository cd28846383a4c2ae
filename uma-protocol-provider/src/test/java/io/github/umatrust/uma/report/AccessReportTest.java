package io.github.umatrust.uma.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.umatrust.uma.protocol.JsonRequest;
import io.github.umatrust.uma.protocol.UmaException;
import io.github.umatrust.uma.rpt.Permission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keycloak.representations.AccessToken;

class AccessReportTest {

  private static final String FULL =
      """
      {"report_id":"u-1","occurred_at":1700000500,"rpt":"a.b.c","resource_set_id":"rs-41",
       "scopes":["view","print"],"decision":"allow","http_status":200,"reason":"permission",
       "permission_iat":1}""";

  @Test
  void readsEveryMemberAndIgnoresOthers() {
    AccessReport report = read(FULL);
    assertThat(report)
        .isEqualTo(
            new AccessReport(
                "u-1",
                1700000500L,
                "a.b.c",
                "rs-41",
                List.of("view", "print"),
                Decision.ALLOW,
                200,
                "permission"));
  }

  @ParameterizedTest
  @CsvSource({"deny", "challenge"})
  void whoGaveNoAccessNeedNoRptStatusOrReason(String decision) {
    AccessReport report =
        read(
            "{'report_id':'u','occurred_at':0,'resource_set_id':'s','scopes':['view'],'decision':'"
                + decision
                + "'}");
    assertThat(report.rpt()).isNull();
    assertThat(report.httpStatus()).isNull();
    assertThat(report.reason()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'report_id':'u-1', | NOTHING | report_id is missing",
        "'u-1' | 7 | report_id must be text",
        "'occurred_at':1700000500, | NOTHING | occurred_at is missing",
        "1700000500 | '1700000500' | occurred_at must be a whole number",
        "1700000500 | 1.5 | occurred_at must be a whole number",
        "1700000500 | -1 | occurred_at must be a whole number",
        "1700000500 | 99999999999999999999 | occurred_at must be a whole number",
        "1700000500 | null | occurred_at must be a whole number",
        "'rpt':'a.b.c', | NOTHING | rpt is missing",
        "'a.b.c' | '' | rpt must be text",
        "'a.b.c' | ['a'] | rpt must be text",
        "'resource_set_id':'rs-41', | NOTHING | resource_set_id is missing",
        "'scopes':['view','print'], | NOTHING | scopes is missing",
        "['view','print'] | [] | scopes must be an array",
        "['view','print'] | 'view' | scopes must be an array",
        "'decision':'allow', | NOTHING | decision is missing",
        "'allow' | 'ALLOW' | decision must be allow, deny or challenge",
        "'allow' | 'permit' | decision must be allow, deny or challenge",
        "200 | 99 | http_status must be a whole number",
        "200 | 600 | http_status must be a whole number",
        "200 | '200' | http_status must be a whole number",
        "'permission' | 3 | reason must be text",
      })
  void saysWhichMemberIsWrong(String part, String replacement, String message) {
    String changed = FULL.replace('"', '\'').replace(part, replacement.replace("NOTHING", ""));
    assertThat(changed).isNotEqualTo(FULL.replace('"', '\''));
    assertThatThrownBy(() -> read(changed))
        .isInstanceOf(UmaException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void anRptIsNotTakenAtAnyLength() {
    assertThatCode(() -> read(FULL.replace("a.b.c", "x".repeat(16_384))))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> read(FULL.replace("a.b.c", "x".repeat(16_385))))
        .hasMessageContaining("rpt is longer");
  }

  @ParameterizedTest
  @CsvSource({
    "1700000440, true",
    "1700000439, false",
    "1700086900, true",
    "1700086901, false",
  })
  void anAccessIsNeitherYetToComeNorLongAgo(long now, boolean taken) {
    AccessReport report = read(FULL);
    if (taken) {
      assertThatCode(() -> report.checkTime(now)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> report.checkTime(now)).hasMessageContaining("occurred_at");
    }
  }

  @ParameterizedTest
  @CsvSource({"1700000560, true", "1700000561, false"})
  void nobodyPresentsAnRptBeforeItIsIssued(long issuedAt, boolean taken) {
    AccessToken rpt = new AccessToken();
    rpt.iat(issuedAt);
    if (taken) {
      assertThatCode(() -> read(FULL).checkTime(rpt)).doesNotThrowAnyException();
    } else {
      assertThatThrownBy(() -> read(FULL).checkTime(rpt)).hasMessageContaining("occurred_at");
    }
  }

  /** The access was at 1700000500, and clocks may differ by a minute. */
  @ParameterizedTest
  @CsvSource({
    "rs-41, 'view print', 1700000501, 1700009999, true",
    "rs-41, 'view print edit', 1700000501, 1700009999, true",
    "rs-41, 'view print', 1700000441, 1700009999, true",
    "rs-41, 'view print', 1700000440, 1700009999, false",
    "rs-41, 'view print', 1700009999, 1700000440, false",
    "rs-41, 'view', 1700000501, 1700009999, false",
    "rs-42, 'view print', 1700000501, 1700009999, false",
  })
  void aPermissionCoversWhatItIsForAsLongAsItHolds(
      String set, String scopes, long permissionEnds, long tokenEnds, boolean covered) {
    AccessToken rpt = new AccessToken();
    rpt.exp(tokenEnds);
    rpt.setOtherClaims(
        Permission.CLAIM,
        List.of(new Permission(set, List.of(scopes.split(" ")), 1700000000L, permissionEnds, "t")));
    AccessReport report = read(FULL);
    assertThat(report.isCoveredBy(report.current(rpt, "rs-41", null))).isEqualTo(covered);
  }

  /** The permission was granted at 1700000000, and clocks may differ by a minute. */
  @ParameterizedTest
  @CsvSource({
    "1699999999, true",
    "1700000000, false",
    "1700000439, false",
    "1700000440, true",
    "1700000600, true"
  })
  void aPermissionThatWasTakenBackBeforeTheAccessCoversNothing(long notBefore, boolean covered) {
    AccessToken rpt = new AccessToken();
    rpt.exp(1700009999L);
    rpt.setOtherClaims(
        Permission.CLAIM,
        List.of(new Permission("rs-41", List.of("view", "print"), 1700000000L, 1700009999L, "t")));
    AccessReport report = read(FULL);
    assertThat(report.isCoveredBy(report.current(rpt, "rs-41", notBefore))).isEqualTo(covered);
  }

  @Test
  void twoPermissionsCoverTogether() {
    AccessToken rpt = new AccessToken();
    rpt.exp(1700009999L);
    rpt.setOtherClaims(
        Permission.CLAIM,
        List.of(
            new Permission("rs-41", List.of("view"), 1700000000L, 1700009999L, "t"),
            new Permission("rs-41", List.of("print"), 1700000000L, 1700009999L, "t")));
    AccessReport report = read(FULL);
    assertThat(report.isCoveredBy(report.current(rpt, "rs-41", null))).isTrue();
  }

  @Test
  void theSameReportIsTheSameHoweverItIsWritten() {
    String reordered =
        """
        { "decision":"allow", "scopes":["print","view"], "reason":"permission", "other":1,
          "http_status":200, "rpt":"a.b.c", "resource_set_id":"rs-41", "occurred_at":1700000500,
          "report_id":"u-1" }""";
    assertThat(read(reordered).canonical()).isEqualTo(read(FULL).canonical());
  }

  @ParameterizedTest
  @CsvSource({
    "1700000500, 1700000501",
    "a.b.c, a.b.d",
    "rs-41, rs-42",
    "view, edit",
    "allow, deny",
    "200, 201",
    "reason, why",
  })
  void anotherReportIsAnother(String part, String replacement) {
    String other = FULL.replaceFirst(part.replace(".", "\\."), replacement);
    assertThat(read(other).canonical()).isNotEqualTo(read(FULL).canonical());
  }

  @Test
  void onesReportIsNotAnothers() {
    assertThat(
            List.of(
                ReceivedReports.key("r", "s", "id"),
                ReceivedReports.key("r", "si", "d"),
                ReceivedReports.key("rs", "", "id"),
                ReceivedReports.key("r", "t", "id")))
        .doesNotHaveDuplicates()
        .allMatch(key -> key.length() == 64);
  }

  private static AccessReport read(String json) {
    return AccessReport.of(
        JsonRequest.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }
}
