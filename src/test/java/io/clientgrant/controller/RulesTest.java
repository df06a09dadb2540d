package io.clientgrant.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.Auth0TenantSpec;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Guardrails;
import io.clientgrant.grant.Guardrails.Ruling;
import io.clientgrant.grant.Labels;
import io.clientgrant.grant.Requester;
import io.clientgrant.grant.Settings;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
  private static final Requester HOME = new Requester("auth0", new Labels.Known(Map.of()));

  @Test
  void withoutARuleTheTenantServesItsOwnNamespace() {
    assertThat(judge("guardrails: []")).isInstanceOf(Ruling.Allowed.class);
  }

  /** Whoever wrote a rule did not want to do without one; a later operator may know its words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{from: Everywhere}",
        "{from: Selector}",
        "{from: Selector, selector: {matchExpressions: [{key: team, operator: Like, values: [b]}]}}"
      })
  void aRuleThatCannotBeReadAllowsNothing(String namespaces) {
    assertThat(
            judge(
                """
                guardrails:
                  - namespaces: %s
                    clientIds: ["*"]
                    audiences: ["*"]
                """
                    .formatted(namespaces)))
        .isInstanceOf(Ruling.Refused.class);
  }

  private static Ruling judge(String guardrails) {
    var spec =
        Serialization.unmarshal(
            "domain: example.eu.auth0.com\n" + guardrails, Auth0TenantSpec.class);
    var key =
        new GrantKey(spec.domain(), new Grantee.Client("app"), "https://api.example.com", "client");
    return new Guardrails("auth0", Set.of(), Rules.read(spec))
        .judge(HOME, new DesiredGrant(key, false, Settings.NONE));
  }
}
