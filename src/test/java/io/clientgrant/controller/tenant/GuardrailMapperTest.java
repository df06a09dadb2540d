package io.clientgrant.controller.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Glob;
import io.clientgrant.grant.policy.Guardrail;
import io.clientgrant.grant.policy.Guardrails;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.grant.policy.LabelRequirement;
import io.clientgrant.grant.policy.NamespaceLabelSet;
import io.clientgrant.grant.policy.NamespaceScope;
import io.clientgrant.grant.policy.Requester;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules as an owner writes them, and what is read there. */
class GuardrailMapperTest {
  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  @Test
  void withoutGuardrailsThereIsNoRule() {
    assertThat(GuardrailMapper.read(spec(""))).isEmpty();
    assertThat(GuardrailMapper.read(spec("guardrails: []"))).isEmpty();
  }

  @Test
  void everyFieldOfARuleIsRead() {
    assertThat(
            rule(
                """
                namespaces: {from: All}
                clientIds: ["billing-*", app]
                defaultFor: [third_party_clients]
                audiences: ["https://api.example.com/*"]
                scopes: ["read:*"]
                subjectTypes: [user]
                organizationUsage: [allow, require]
                allowAnyOrganization: true
                authorizationDetailsTypes: ["payment*"]
                organizations: ["acme-*", org_a]
                adoption: IfIdentical
                deletion: Never
                maxLifetime: 1h30m
                """))
        .isEqualTo(
            new Guardrail(
                new NamespaceScope.All(),
                Glob.of(List.of("billing-*", "app")),
                Set.of("third_party_clients"),
                Glob.of(List.of("https://api.example.com/*")),
                Glob.of(List.of("read:*")),
                Set.of("user"),
                Set.of("allow", "require"),
                true,
                Glob.of(List.of("payment*")),
                Glob.of(List.of("acme-*", "org_a")),
                AdoptionPolicy.IF_IDENTICAL,
                DeletionPolicy.NEVER,
                Duration.ofMinutes(90)));
  }

  @Test
  void aRuleHasOnlyWhatItLists() {
    assertThat(rule("namespaces: {from: Same}"))
        .isEqualTo(
            new Guardrail(
                new NamespaceScope.Same(),
                List.of(),
                Set.of(),
                List.of(),
                List.of(),
                Set.of("client"),
                Set.of(),
                false,
                List.of(),
                Glob.of(List.of("*")),
                AdoptionPolicy.ALWAYS,
                DeletionPolicy.ALWAYS,
                Guardrail.ENDLESS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"from: All", "from: Selector, selector: {}"})
  void otherNamespacesAreCappedUnlessARuleSaysOtherwise(String namespaces) {
    var rule = rule("namespaces: {%s}".formatted(namespaces));
    var open = rule("{namespaces: {%s}, adoption: Always, deletion: Always}".formatted(namespaces));

    assertThat(rule.organizations()).isEmpty();
    assertThat(rule.adoption()).isEqualTo(AdoptionPolicy.NEVER);
    assertThat(rule.deletion()).isEqualTo(DeletionPolicy.IF_CREATED);
    assertThat(open.adoption()).isEqualTo(AdoptionPolicy.ALWAYS);
    assertThat(open.deletion()).isEqualTo(DeletionPolicy.ALWAYS);
  }

  @ParameterizedTest
  @CsvSource({
    "Always,      ALWAYS",
    "IfIdentical, IF_IDENTICAL",
    "Never,       NEVER",
    "Sometimes,   NEVER",
  })
  void adoptionIsCapped(String word, AdoptionPolicy cap) {
    assertThat(rule("{namespaces: {from: Same}, adoption: %s}".formatted(word)).adoption())
        .isEqualTo(cap);
  }

  @ParameterizedTest
  @CsvSource({
    "Always,    ALWAYS",
    "IfCreated, IF_CREATED",
    "Never,     NEVER",
    "Sometimes, NEVER",
  })
  void deletionIsCapped(String word, DeletionPolicy cap) {
    assertThat(rule("{namespaces: {from: Same}, deletion: %s}".formatted(word)).deletion())
        .isEqualTo(cap);
  }

  @Test
  void everyPartOfASelectorIsRead() {
    assertThat(
            rule("""
            namespaces:
              from: Selector
              selector:
                matchLabels: {team: billing}
                matchExpressions:
                  - {key: stage, operator: In, values: [test, production]}
                  - {key: region, operator: NotIn, values: [moon]}
                  - {key: owner, operator: Exists}
                  - {key: blocked, operator: DoesNotExist}
            """)
                .namespaces())
        .isEqualTo(
            new NamespaceScope.Selected(
                List.of(
                    new LabelRequirement.In("team", Set.of("billing")),
                    new LabelRequirement.In("stage", Set.of("test", "production")),
                    new LabelRequirement.NotIn("region", Set.of("moon")),
                    new LabelRequirement.Exists("owner"),
                    new LabelRequirement.DoesNotExist("blocked"))));
  }

  /** As everywhere in Kubernetes. */
  @Test
  void anEmptySelectorSelectsEverything() {
    assertThat(rule("namespaces: {from: Selector, selector: {}}").namespaces())
        .isEqualTo(new NamespaceScope.Selected(List.of()));
  }

  /** As after a return to an older operator. Half a selector would select more than was meant. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "from: Somewhere",
        "from: Selector",
        "from: Selector, selector: {matchLabels: {a: b}, matchExpressions: [{key: c, operator: Gt}]}"
      })
  void aRuleForUnknownNamespacesReachesNone(String namespaces) {
    assertThat(
            GuardrailMapper.read(
                spec(
                    "guardrails: [{namespaces: {%s}}, {namespaces: {from: All}}]"
                        .formatted(namespaces))))
        .extracting(Guardrail::namespaces)
        .containsExactly(new NamespaceScope.Unknown(), new NamespaceScope.All());
  }

  /** Whoever wrote a rule did not want to do without one. */
  @ParameterizedTest
  @CsvSource({"guardrails: [], true", "'guardrails: [{namespaces: {from: Somewhere}}]', false"})
  void anUnknownRuleIsNotIgnored(String guardrails, boolean allowed) {
    var spec = spec(guardrails);
    var key =
        new GrantKey(spec.domain(), new Grantee.Client("app"), "https://api.example.com", "client");
    assertThat(
            new Guardrails("auth0", Set.of(), GuardrailMapper.read(spec))
                .evaluate(
                    new Requester("auth0", new NamespaceLabelSet.Known(Map.of())),
                    new DesiredGrant(key, false, Settings.NONE),
                    Guardrail.ENDLESS))
        .isInstanceOf(allowed ? Decision.Allowed.class : Decision.Denied.class);
  }

  @Test
  void aLifetimeThatCannotBeReadAllowsNothing() {
    assertThat(rule("{namespaces: {from: Same}, maxLifetime: soon}").maxLifetime())
        .isEqualTo(Duration.ZERO);
  }

  private static Guardrail rule(String fields) {
    var rules = GuardrailMapper.read(spec("guardrails:\n-\n" + fields.indent(2)));
    assertThat(rules).hasSize(1);
    return rules.getFirst();
  }

  private static Auth0TenantSpec spec(String guardrails) {
    return SERIALIZATION.unmarshal(
        "domain: example.eu.auth0.com\ncredentialsSecretRef: {name: s}\n" + guardrails,
        Auth0TenantSpec.class);
  }
}
