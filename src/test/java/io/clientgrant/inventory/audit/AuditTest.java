package io.clientgrant.inventory.audit;

import static io.clientgrant.inventory.audit.TenantBuilder.INVOICES;
import static io.clientgrant.inventory.audit.TenantBuilder.MANAGEMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grantee;
import io.clientgrant.inventory.Gap.Part;
import io.clientgrant.inventory.audit.Rule.Result.Checked;
import io.clientgrant.inventory.audit.Rule.Result.Unchecked;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AuditTest {
  private static final String[] MANY =
      IntStream.range(0, 11).mapToObj("read:thing_%d"::formatted).toArray(String[]::new);

  private static TenantBuilder tenant() {
    return new TenantBuilder();
  }

  /** For each rule a tenant that has what it finds, how bad it is, and one that has it not. */
  static Stream<Arguments> rules() {
    return Stream.of(
        rule(
            "CG01 CRITICAL",
            tenant().grant(MANAGEMENT, "read:clients", "update:client_grants"),
            tenant()
                .grant(MANAGEMENT, "read:client_grants")
                .grant("https://api.example.com/api/v2/", "update:client_grants")),
        rule(
            "CG02 HIGH",
            tenant().grant(MANAGEMENT, "update:actions", "read:logs"),
            tenant().grant(MANAGEMENT, "read:actions", "read:users")),
        rule(
            "CG03 MEDIUM",
            tenant().grant(MANAGEMENT, MANY),
            tenant().grant(MANAGEMENT, "read:logs").grant(INVOICES, MANY)),
        rule("CG03 MEDIUM", tenant().grant(MANAGEMENT, "delete:logs"), tenant()),
        rule(
            "CG04 HIGH",
            tenant().grantWith("billing", Field.ALLOW_ALL_SCOPES),
            tenant().grant(INVOICES, "read", "write")),
        rule(
            "CG05 MEDIUM",
            tenant().grantWith("billing", Field.ALLOW_ANY_ORGANIZATION),
            tenant().grant(INVOICES, "read")),
        rule(
            "CG05 HIGH",
            tenant()
                .client("partner", "Partner", false, "client_credentials", "none")
                .grantWith("partner", Field.ALLOW_ANY_ORGANIZATION),
            tenant().grant(INVOICES, "read")),
        rule(
            "CG06 LOW",
            tenant().grant(INVOICES, "read", "approve"),
            tenant().grant(INVOICES, "read").grant(MANAGEMENT, "read:anything")),
        rule(
            "CG07 MEDIUM",
            tenant().grantFor(new Grantee.Client("gone"), INVOICES, "read"),
            tenant()
                .grant(INVOICES, "read")
                .grantFor(new Grantee.DefaultFor("third_party_clients"), INVOICES, "read")),
        rule(
            "CG08 LOW",
            tenant()
                .client("web", "Web", true, "authorization_code", "none")
                .grantFor(new Grantee.Client("web"), INVOICES, "read"),
            tenant()
                .client("billing", "Billing", true, "authorization_code", "none")
                .userGrant(INVOICES, "read")),
        rule(
            "CG09 MEDIUM",
            tenant().api(INVOICES, 60, "allow_all", "deny_all", "read").userGrant(INVOICES, "read"),
            tenant()
                .api("https://open", 60, "allow_all", "require_client_grant", "read")
                .grant("https://open", "read")
                .userGrant(INVOICES, "read")),
        rule(
            "CG10 INFO",
            tenant().grant(INVOICES, "read"),
            tenant().grant(INVOICES, "read").held(null)),
        rule(
            "CG11 LOW",
            tenant().grant(INVOICES, "read").grant("https://API.example.com/invoices/", "read"),
            tenant().grant(INVOICES, "read").userGrant(INVOICES + "/", "read")),
        rule(
            "CG12 MEDIUM",
            tenant().grantFor(new Grantee.DefaultFor("third_party_clients"), INVOICES, "read"),
            tenant().grant(INVOICES, "read")),
        rule(
            "CG13 MEDIUM",
            tenant().grant(INVOICES, "read"),
            tenant().grant(INVOICES, "read").issued(Duration.ofDays(6))),
        rule(
            "CG13 MEDIUM",
            tenant().grant(INVOICES, "read").issued(Duration.ofDays(8)),
            tenant()
                .api(INVOICES, 31 * 86_400, "deny_all", "require_client_grant", "read")
                .grant(INVOICES, "read")),
        rule("CG14 INFO", tenant().refused("shop", INVOICES), tenant()),
        rule(
            "CG15 LOW",
            tenant().api(INVOICES, 86_401, "deny_all", "deny_all").grant(INVOICES),
            tenant().api(INVOICES, 86_400, "deny_all", "deny_all").grant(INVOICES)),
        rule("CG16 MEDIUM", four().quota(5), four().quota(6)),
        rule("CG21 MEDIUM", tenant().organization(80), tenant().organization(79)),
        rule(
            "CG17 MEDIUM",
            tenant()
                .client("admin", "Admin", true, "client_credentials", "client_secret_post")
                .grantFor(new Grantee.Client("admin"), MANAGEMENT, "update:clients"),
            tenant()
                .client("admin", "Admin", true, "client_credentials", "client_secret_post")
                .grantFor(new Grantee.Client("admin"), MANAGEMENT, "read:clients")
                .grant(MANAGEMENT, "update:clients")),
        rule(
            "CG18 HIGH",
            tenant().userGrant(MANAGEMENT, "update:current_user_identities"),
            tenant()
                .userGrant(MANAGEMENT, "update:current_user_metadata")
                .grant(MANAGEMENT, "update:current_user_identities")),
        rule(
            "CG19 MEDIUM",
            tenant().grant("https://gone", "read"),
            tenant().grant(MANAGEMENT, "read:logs").grant(INVOICES, "read")),
        rule(
            "CG20 LOW",
            tenant().api(INVOICES, 60, "allow_all", "deny_all", "read").grant(INVOICES, "read"),
            tenant()
                .api(INVOICES, 60, "require_client_grant", "deny_all", "read")
                .userGrant(INVOICES, "read")));
  }

  private static Arguments rule(String finding, TenantBuilder has, TenantBuilder hasNot) {
    return Arguments.of(finding, has, hasNot);
  }

  private static TenantBuilder four() {
    return tenant().grant("a").grant("b").grant("c").grant("d");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void aRuleFindsWhatItIsAboutAndNothingElse(
      String finding, TenantBuilder has, TenantBuilder hasNot) {
    var id = finding.substring(0, 4);

    assertThat(found(id, has))
        .extracting(found -> found.rule().id() + " " + found.severity().name())
        .containsExactly(finding);
    assertThat(found(id, hasNot)).isEmpty();
    assertThat(found(id, has).getFirst().message()).endsWith(".");
  }

  private static List<Finding> found(String id, TenantBuilder tenant) {
    return tenant.audit().results().stream()
        .filter(result -> result.rule().id().equals(id))
        .flatMap(result -> ((Checked) result).findings().stream())
        .toList();
  }

  @Test
  void everyRuleIsTestedAndSaysWhyAndWhatToDo() {
    assertThat(rules().map(one -> String.valueOf(one.get()[0]).substring(0, 4)))
        .containsAll(Audit.RULES.stream().map(Rule::id).toList());
    assertThat(Audit.RULES)
        .allSatisfy(rule -> {
          assertThat(rule.why()).endsWith(".").doesNotContain(". ");
          assertThat(rule.remedy()).endsWith(".").doesNotContain(". ");
          assertThat(rule.title()).doesNotEndWith(".");
        })
        .extracting(Rule::id)
        .isSorted()
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource({
    "CLIENT_NAMES,   read:client_summary,   CG07 CG08 CG17",
    "CLIENT_DETAILS, read:clients,          CG08 CG17",
    "APIS,           read:resource_servers, CG06 CG09 CG13 CG15 CG19 CG20",
    "CLIENT_GRANTS,  '',                    CG10",
  })
  void aRuleThatCannotBeCheckedSaysSoAndHasNotPassed(Part part, String scope, String ids) {
    var audit = four().quota(100).without(part, scope).audit();

    assertThat(audit.unchecked())
        .allSatisfy(one -> assertThat(one.reason()).contains(scope))
        .extracting(one -> one.rule().id())
        .containsExactly(ids.split(" "));
    assertThat(audit.findings())
        .extracting(finding -> finding.rule().id())
        .doesNotContain(ids.split(" "));
  }

  @Test
  void withoutLogQuotaAndClusterTheirRulesAreNotChecked() {
    assertThat(tenant().organization(null).logged(null).withoutCluster().audit().unchecked())
        .extracting(Unchecked::rule)
        .extracting(Rule::id)
        .containsExactly("CG10", "CG13", "CG14", "CG16", "CG21");
  }

  @Test
  void aLogThatIsTooShortSaysNothingOfSilence() {
    assertThat(
            tenant()
                .grant(INVOICES, "read")
                .logged(Duration.ofDays(1))
                .quota(10)
                .audit()
                .unchecked())
        .extracting(Unchecked::reason)
        .containsExactly(
            "The log of the tenant begins at 2026-11-19T12:00:00Z, which is too short ago.");
  }

  @Test
  void whatAuth0HasMadeForItselfIsNotReported() {
    assertThat(tenant().systemGrant(MANAGEMENT, "update:client_grants").audit().findings())
        .isEmpty();
  }

  @Test
  void theOperatorsOwnClientMayChangeGrants() {
    var findings =
        tenant()
            .grant(MANAGEMENT, "update:client_grants", "delete:client_grants")
            .own("billing")
            .logged(null)
            .audit()
            .findings();

    assertThat(findings)
        .extracting(finding -> finding.rule().id() + " " + finding.severity())
        .containsExactly("CG01 info", "CG03 info");
  }

  @Test
  void oneCauseIsOneFindingAndTheWorstComesFirst() {
    var audit =
        tenant()
            .api(INVOICES, 1_000_000, "deny_all", "require_client_grant", "read")
            .grant(INVOICES, "read")
            .grantFor(new Grantee.Client("gone"), INVOICES, "read")
            .grantFor(new Grantee.Client("gone"), MANAGEMENT, "update:client_grants")
            .logged(null)
            .withoutCluster()
            .audit();

    assertThat(audit.findings())
        .extracting(
            finding -> finding.rule().id(), Finding::subject, finding -> finding.grants().size())
        .containsExactly(
            tuple("CG01", "client gone on " + MANAGEMENT + " as client", 1),
            tuple("CG07", "client gone", 2),
            tuple("CG15", "API " + INVOICES, 2));
  }
}
