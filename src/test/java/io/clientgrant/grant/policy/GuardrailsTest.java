package io.clientgrant.grant.policy;

import static io.clientgrant.grant.GrantSamples.AUDIENCE;
import static io.clientgrant.grant.GrantSamples.desired;
import static io.clientgrant.grant.GrantSamples.everyScope;
import static io.clientgrant.grant.GrantSamples.names;
import static io.clientgrant.grant.GrantSamples.organizations;
import static io.clientgrant.grant.GrantSamples.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantSamples;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.Bool;
import io.clientgrant.grant.Value.Text;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.grant.policy.Guardrails.Decision.Allowed;
import io.clientgrant.grant.policy.Guardrails.Decision.Denied;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GuardrailsTest {
  private static final String CANONICAL = "example.eu.auth0.com";
  private static final String CUSTOM = "login.example.com";
  private static final Guardrails WITHOUT_RULES =
      new Guardrails("auth0", Set.of("operator"), List.of());
  private static final String MANAGEMENT_API = "https://example.eu.auth0.com/api/v2/";
  private static final Requester HOME = new Requester("auth0", new NamespaceLabelSet.Unknown());
  private static final Requester BILLING =
      new Requester("billing", new NamespaceLabelSet.Known(Map.of("team", "billing")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.eu.auth0.com/api/v2/",
        "https://example.eu.auth0.com/api/v2",
        "https://example.eu.auth0.com/api/v2//",
        "http://example.eu.auth0.com/api/v2/",
        "HTTPS://EXAMPLE.EU.AUTH0.COM/API/V2/",
        "https://example.eu.auth0.com:443/api/v2/",
        "https://someone@example.eu.auth0.com/api/v2/",
        "https://example.eu.auth0.com/%61pi/v2/",
        "https://example.eu.auth0.com/api/v2/?audience",
        "https://example.eu.auth0.com/me/",
        "https://example.eu.auth0.com/me",
        "https://example.eu.auth0.com/my-org/",
        "https://example.eu.auth0.com/mfa/",
        "https://example.eu.auth0.com/userinfo",
        "https://another-tenant.us.auth0.com/api/v2/",
        "https://another-tenant.us.auth0app.com/api/v2/",
      })
  void systemApisAreClosedByTheirCanonicalNames(String audience) {
    assertThat(reason(CANONICAL, audience)).contains("SystemApi");
    assertThat(reason(CUSTOM, audience)).contains("SystemApi");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://login.example.com/api/v2/",
        "https://LOGIN.example.com/api/v2",
        "https://login.example.com:8443/api/v2/",
        "https://login.example.com/me/",
        "https://login.example.com/my-org/",
        "https://login.example.com/mfa/",
        "https://login.example.com/userinfo",
      })
  void systemApisAreClosedByTheTenantsOwnDomain(String audience) {
    assertThat(reason(CUSTOM, audience)).contains("SystemApi");
    assertThat(reason(CANONICAL, audience)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/api/v2/",
        "https://api.example.com/me/",
        "https://example.eu.auth0.com.example.com/api/v2/",
        "https://notauth0.com/api/v2/",
        "https://notauth0app.com/api/v2/",
        "https://auth0.com.example/api/v2/",
        "https://example.eu.auth0.com/api/v3/",
        "https://example.eu.auth0.com/api/v2/invoices",
        "https://example.eu.auth0.com/",
        "https://example.com/?https://example.eu.auth0.com/api/v2/",
        "example.eu.auth0.com/api/v2/",
        "urn:invoices",
        "invoices",
        "not a URI at all",
        "https://[",
        "",
      })
  void lookAlikesAreAllowed(String audience) {
    assertThat(reason(CANONICAL, audience)).isEmpty();
    assertThat(reason(CUSTOM, audience)).isEmpty();
  }

  @Test
  void withoutARuleAnotherNamespaceIsRefused() {
    assertThat(
            reason(
                WITHOUT_RULES.evaluate(
                    BILLING, desired("https://api.example.com"), Guardrail.ENDLESS)))
        .contains("NotAllowed");
  }

  @Test
  void withoutARuleTheTenantsNamespaceIsNotCapped() {
    assertThat(WITHOUT_RULES.evaluate(HOME, desired("https://api.example.com"), Guardrail.ENDLESS))
        .isEqualTo(new Allowed(AdoptionPolicy.ALWAYS, DeletionPolicy.ALWAYS));
  }

  @Test
  void theOperatorsOwnClientIsRefusedWhateverTheRulesSay() {
    var own =
        new DesiredGrant(
            new GrantKey(
                GrantSamples.DOMAIN, new Grantee.Client("operator"), "https://api", "client"),
            false,
            Settings.NONE);
    var open = guardrails(everything(new NamespaceScope.All()));

    assertThat(reason(WITHOUT_RULES.evaluate(HOME, own, Guardrail.ENDLESS))).contains("OwnClient");
    assertThat(reason(open.evaluate(HOME, own, Guardrail.ENDLESS))).contains("OwnClient");
    assertThat(open.evaluateRemoval(HOME, own.key()))
        .isEqualTo(new Allowed(AdoptionPolicy.NEVER, DeletionPolicy.NEVER));
  }

  @Test
  void aRefusalOfAnotherNamespaceSaysNothingOfTheTenant() {
    var rules = guardrails(rule("https://secret.example.com", "*"));

    assertThat(WITHOUT_RULES.evaluate(BILLING, desired(MANAGEMENT_API), Guardrail.ENDLESS))
        .isInstanceOfSatisfying(
            Denied.class,
            refused -> assertThat(refused.refusal().message()).doesNotContain("eu.auth0.com"));
    assertThat(rules.evaluate(BILLING, desired("https://api.example.com"), Guardrail.ENDLESS))
        .isInstanceOfSatisfying(
            Denied.class,
            refused ->
                assertThat(refused.refusal().message())
                    .contains("namespace billing", "clientIds [billing]", "https://api.example.com")
                    .doesNotContain("secret"));
  }

  @Test
  void aRuleIsForTheNamespacesInItsReach() {
    var ours =
        new NamespaceScope.Selected(List.of(new LabelRequirement.In("team", Set.of("billing"))));
    var api = desired("https://api.example.com");

    assertThat(
            guardrails(everything(new NamespaceScope.Same()))
                .evaluate(HOME, api, Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
    assertThat(
            guardrails(everything(new NamespaceScope.Same()))
                .evaluate(BILLING, api, Guardrail.ENDLESS))
        .isInstanceOf(Denied.class);
    assertThat(
            guardrails(everything(new NamespaceScope.All()))
                .evaluate(BILLING, api, Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
    assertThat(guardrails(everything(ours)).evaluate(BILLING, api, Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
    assertThat(guardrails(everything(ours)).evaluate(HOME, api, Guardrail.ENDLESS))
        .isInstanceOf(Denied.class);
  }

  @Test
  void aNamespaceWithUnknownLabelsIsNotSelected() {
    var anybody = new NamespaceScope.Selected(List.of());
    var notBlocked =
        new NamespaceScope.Selected(List.of(new LabelRequirement.DoesNotExist("blocked")));

    for (var reach : List.of(anybody, notBlocked)) {
      assertThat(
              guardrails(everything(reach))
                  .evaluate(HOME, desired("https://api.example.com"), Guardrail.ENDLESS))
          .isInstanceOf(Denied.class);
    }
  }

  @Test
  void labelsAreSelectedAsKubernetesDoes() {
    var labels = Map.of("team", "billing");

    assertThat(new LabelRequirement.In("team", Set.of("billing", "x")).isMetBy(labels)).isTrue();
    assertThat(new LabelRequirement.In("team", Set.of("x")).isMetBy(labels)).isFalse();
    assertThat(new LabelRequirement.In("tier", Set.of("billing")).isMetBy(labels)).isFalse();
    assertThat(new LabelRequirement.NotIn("team", Set.of("billing")).isMetBy(labels)).isFalse();
    assertThat(new LabelRequirement.NotIn("team", Set.of("x")).isMetBy(labels)).isTrue();
    assertThat(new LabelRequirement.NotIn("tier", Set.of("x")).isMetBy(labels)).isTrue();
    assertThat(new LabelRequirement.Exists("team").isMetBy(labels)).isTrue();
    assertThat(new LabelRequirement.Exists("tier").isMetBy(labels)).isFalse();
    assertThat(new LabelRequirement.DoesNotExist("team").isMetBy(labels)).isFalse();
    assertThat(new LabelRequirement.DoesNotExist("tier").isMetBy(labels)).isTrue();
  }

  /** Each asks for one thing that the rule does not list. */
  @ParameterizedTest
  @MethodSource
  void aRuleAllowsOnlyWhatItLists(DesiredGrant desired) {
    assertThat(guardrails(reads()).evaluate(BILLING, desired, Guardrail.ENDLESS))
        .isInstanceOf(Denied.class);
    assertThat(
            guardrails(everything(new NamespaceScope.All()))
                .evaluate(BILLING, desired, Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
  }

  static Stream<DesiredGrant> aRuleAllowsOnlyWhatItLists() {
    return Stream.of(
        grant("other", AUDIENCE, "client", scope("read:a")),
        grant("billing", "https://other", "client", scope("read:a")),
        grant("billing", AUDIENCE, "user", scope("read:a")),
        grant("billing", AUDIENCE, "client", scope("read:a", "write:a")),
        grant("billing", AUDIENCE, "client", everyScope()),
        grant("billing", AUDIENCE, "client", organizations("allow")),
        grant(
            "billing",
            AUDIENCE,
            "client",
            Settings.NONE.with(Field.ALLOW_ANY_ORGANIZATION, new Bool(true))),
        grant(
            "billing",
            AUDIENCE,
            "client",
            Settings.NONE.with(Field.AUTHORIZATION_DETAILS_TYPES, names("payment"))),
        new DesiredGrant(
            new GrantKey(
                GrantSamples.DOMAIN,
                new Grantee.DefaultFor("third_party_clients"),
                AUDIENCE,
                "client"),
            false,
            scope("read:a")));
  }

  @Test
  void auth0sDefaultsSpeltOutNeedNoRule() {
    var spelt =
        scope()
            .with(Field.ORGANIZATION_USAGE, new Text("deny"))
            .with(Field.ALLOW_ALL_SCOPES, new Bool(false))
            .with(Field.ALLOW_ANY_ORGANIZATION, new Bool(false))
            .with(Field.AUTHORIZATION_DETAILS_TYPES, names());

    assertThat(
            guardrails(reads())
                .evaluate(BILLING, grant("billing", AUDIENCE, "client", spelt), Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void oneRuleMustAllowAllOfIt() {
    var reads = reads();
    var writes = rule(AUDIENCE, "write:*");
    var both = grant("billing", AUDIENCE, "client", scope("read:a", "write:a"));

    assertThat(guardrails(reads, writes).evaluate(BILLING, both, Guardrail.ENDLESS))
        .isInstanceOf(Denied.class);
    assertThat(
            guardrails(reads, writes, rule(AUDIENCE, "read:*", "write:*"))
                .evaluate(BILLING, both, Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void aGrantMustEndAsSoonAsSomeRuleThatAllowsItSays() {
    var desired = grant("billing", AUDIENCE, "client", scope("read:a"));
    var month = living(Duration.ofDays(30));
    var rules = guardrails(living(Duration.ofDays(7)), month, rule("https://other", "*"));

    assertThat(rules.evaluate(BILLING, desired, Duration.ofDays(30))).isInstanceOf(Allowed.class);
    assertThat(reason(rules.evaluate(BILLING, desired, Duration.ofDays(31))))
        .contains("NotAllowed");
    assertThat(rules.evaluate(BILLING, desired, Guardrail.ENDLESS))
        .isInstanceOfSatisfying(
            Denied.class,
            denied -> assertThat(denied.refusal().message()).contains("at most 720h after"));
    assertThat(rules.evaluateRemoval(BILLING, desired.key())).isInstanceOf(Allowed.class);
    assertThat(guardrails(month, reads()).evaluate(BILLING, desired, Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
  }

  /** The limits are those of the rules that allow so long a lifetime, not of all. */
  @Test
  void aRuleForAShortTimeWidensNothingForALongOne() {
    var desired = grant("billing", AUDIENCE, "client", scope("read:a"));
    var wideButShort =
        new Guardrail(
            new NamespaceScope.All(),
            Glob.of(List.of("*")),
            Set.of(),
            Glob.of(List.of("*")),
            Glob.of(List.of("*")),
            Set.of("client"),
            Set.of(),
            false,
            List.of(),
            List.of(),
            AdoptionPolicy.ALWAYS,
            DeletionPolicy.ALWAYS,
            Duration.ofHours(1));

    assertThat(guardrails(wideButShort, reads()).evaluate(BILLING, desired, Guardrail.ENDLESS))
        .isEqualTo(new Allowed(AdoptionPolicy.NEVER, DeletionPolicy.IF_CREATED));
  }

  @Test
  void aRuleForAllScopesAllowsAnyScope() {
    var all = rule(AUDIENCE, "read:*", "*");

    assertThat(
            guardrails(all)
                .evaluate(
                    BILLING, grant("billing", AUDIENCE, "client", everyScope()), Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
    assertThat(
            guardrails(rule(AUDIENCE, "**"))
                .evaluate(
                    BILLING, grant("billing", AUDIENCE, "client", everyScope()), Guardrail.ENDLESS))
        .isInstanceOf(Denied.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "https://*", MANAGEMENT_API + "*", "https://example.eu.auth0.com/*"})
  void auth0sOwnApisAreNotAllowedByAPattern(String audience) {
    assertThat(
            reason(
                guardrails(rule(audience, "*"))
                    .evaluate(BILLING, desired(MANAGEMENT_API), Guardrail.ENDLESS)))
        .contains("NotAllowed");
  }

  @Test
  void auth0sOwnApisAreAllowedLiterally() {
    assertThat(
            guardrails(rule(MANAGEMENT_API, "*"))
                .evaluate(BILLING, desired(MANAGEMENT_API), Guardrail.ENDLESS))
        .isInstanceOf(Allowed.class);
  }

  @Test
  void severalRulesThatAllowAGrantGiveTheWidestOfTheirCaps() {
    var narrow = rule(AUDIENCE, "read:*");
    var api = grant("billing", AUDIENCE, "client", scope("read:a"));

    assertThat(guardrails(narrow).evaluate(BILLING, api, Guardrail.ENDLESS))
        .isEqualTo(new Allowed(AdoptionPolicy.NEVER, DeletionPolicy.IF_CREATED));
    assertThat(
            guardrails(narrow, everything(new NamespaceScope.All()))
                .evaluate(BILLING, api, Guardrail.ENDLESS))
        .isEqualTo(new Allowed(AdoptionPolicy.ALWAYS, DeletionPolicy.ALWAYS));
  }

  @Test
  void aGrantThatIsNotAllowedMayStillBeRemoved() {
    var edited = grant("billing", AUDIENCE, "client", scope("never allowed"));

    assertThat(guardrails(reads()).evaluate(BILLING, edited, Guardrail.ENDLESS))
        .isInstanceOf(Denied.class);
    assertThat(guardrails(reads()).evaluateRemoval(BILLING, edited.key()))
        .isInstanceOf(Allowed.class);
  }

  @ParameterizedTest
  @CsvSource({
    "org_listed, '', true",
    "org_other, acme-1, true",
    "org_other, globex, false",
    "org_other, '', false",
    "acme-1, '', true", // patterns are compared with both
  })
  void anOrganizationIsAllowedByItsIdOrByItsName(String id, String name, boolean isAllowed) {
    var use = grant("billing", AUDIENCE, "client", Settings.NONE).key().forOrganization(id);
    var rules = guardrails(ofOrganizations("acme-*", "org_listed"));

    assertThat(rules.evaluateUse(BILLING, use, name) instanceof Allowed).isEqualTo(isAllowed);
  }

  @Test
  void aUseForAnOrganizationNeedsARuleThatCoversItsGrant() {
    var other =
        grant("other", AUDIENCE, "client", Settings.NONE).key().forOrganization("org_listed");
    var own =
        grant("operator", AUDIENCE, "client", Settings.NONE).key().forOrganization("org_listed");
    var rules = guardrails(ofOrganizations("*"));

    assertThat(reason(rules.evaluateUse(BILLING, other, ""))).contains("NotAllowed");
    assertThat(reason(rules.evaluateUse(BILLING, own, ""))).contains("OwnClient");
    assertThat(rules.refuseOrganizations(BILLING)).isEmpty();
    assertThat(guardrails(reads()).refuseOrganizations(BILLING)).isPresent();
    assertThat(WITHOUT_RULES.refuseOrganizations(BILLING)).isPresent();
    assertThat(WITHOUT_RULES.refuseOrganizations(HOME)).isEmpty();
  }

  private static Guardrail ofOrganizations(String... patterns) {
    var rule = rule(AUDIENCE);
    return new Guardrail(
        rule.namespaces(),
        rule.clientIds(),
        rule.defaultFor(),
        rule.audiences(),
        rule.scopes(),
        rule.subjectTypes(),
        rule.organizationUsage(),
        rule.anyOrganization(),
        rule.authorizationDetailsTypes(),
        Glob.of(List.of(patterns)),
        rule.adoption(),
        rule.deletion(),
        rule.maxLifetime());
  }

  private static Guardrails guardrails(Guardrail... rules) {
    return new Guardrails("auth0", Set.of("operator"), List.of(rules));
  }

  private static Guardrail everything(NamespaceScope reach) {
    var all = Glob.of(List.of("*"));
    return new Guardrail(
        reach,
        all,
        Set.of("third_party_clients"),
        all,
        all,
        Set.of("client", "user"),
        Set.of("deny", "allow", "require"),
        true,
        all,
        all,
        AdoptionPolicy.ALWAYS,
        DeletionPolicy.ALWAYS,
        Guardrail.ENDLESS);
  }

  private static Guardrail reads() {
    return rule(AUDIENCE, "read:*");
  }

  private static Guardrail living(Duration longest) {
    return rule(longest, AUDIENCE, "read:*");
  }

  private static Guardrail rule(String audience, String... scopes) {
    return rule(Guardrail.ENDLESS, audience, scopes);
  }

  private static Guardrail rule(Duration longest, String audience, String... scopes) {
    return new Guardrail(
        new NamespaceScope.All(),
        Glob.of(List.of("billing")),
        Set.of(),
        Glob.of(List.of(audience)),
        Glob.of(List.of(scopes)),
        Set.of("client"),
        Set.of(),
        false,
        List.of(),
        List.of(),
        AdoptionPolicy.NEVER,
        DeletionPolicy.IF_CREATED,
        longest);
  }

  private static DesiredGrant grant(
      String client, String audience, String subjectType, Settings settings) {
    var key = new GrantKey(GrantSamples.DOMAIN, new Grantee.Client(client), audience, subjectType);
    return new DesiredGrant(key, true, settings);
  }

  private static Optional<String> reason(String domain, String audience) {
    return reason(WITHOUT_RULES.evaluate(HOME, desired(domain, audience), Guardrail.ENDLESS));
  }

  private static Optional<String> reason(Decision ruling) {
    return switch (ruling) {
      case Allowed _ -> Optional.empty();
      case Denied(var refusal) -> Optional.of(refusal.reason());
    };
  }
}
