package io.clientgrant.cli.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.cli.output.Terminal;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import io.clientgrant.grant.Value.StringSet;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.DeletionPolicy;
import io.clientgrant.grant.policy.Guardrail;
import io.clientgrant.grant.policy.Guardrails;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.grant.policy.NamespaceLabelSet;
import io.clientgrant.grant.policy.Requester;
import io.clientgrant.inventory.Declaration;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a ClientGrant hangs, as a tree. */
class ClientGrantTraceTest {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();
  private static final GrantKey KEY =
      new GrantKey("example.eu.auth0.com", new Grantee.Client("shop"), "https://a", "client");
  private static final DesiredGrant ASKED = new DesiredGrant(KEY, false, scope("read"));
  private static final Decision ALLOWED =
      new Decision.Allowed(AdoptionPolicy.IF_IDENTICAL, DeletionPolicy.IF_CREATED);

  @Test
  void ofOneThatIsReadyEverythingIsGood() {
    assertThat(printed(grant("True", "InSync", "Fine."), ASKED, ALLOWED, List.of(), found("read")))
        .containsExactly(
            "ClientGrant billing/g: InSync",
            "├─ ✓ Auth0Tenant auth0/t (example.eu.auth0.com): Connected",
            "├─ ✓ guardrails allow it (adoption at most IfIdentical, deletion at most IfCreated)",
            "├─ ✓ claims the grant for client shop on https://a as client",
            "└─ ✓ grant cgr_1 at the tenant is as asked for");
  }

  @Test
  void aRefusalHangsAtTheGuardrailsAndIsSaidOnce() {
    var decision =
        new Guardrails("auth0", Set.of(), List.of())
            .evaluate(
                new Requester("billing", new NamespaceLabelSet.Unknown()),
                ASKED,
                Guardrail.ENDLESS);
    var message = ((Decision.Denied) decision).refusal().message();
    var grant = grant("False", "NotAllowed", message);

    assertThat(printed(grant, ASKED, decision, List.of(), null))
        .containsSubsequence(
            "├─ ✗ guardrails refuse it", "│  └─ " + message, "└─ ✗ the tenant has no such grant")
        .containsOnlyOnce("│  └─ " + message);
  }

  /** The operator may know of more, such as another client of its own. */
  @Test
  void whatTheOperatorSaidOfTheGuardrailsIsShownThoughTheyAllowItNow() {
    assertThat(
            printed(grant("False", "OwnClient", "It is its own."), ASKED, ALLOWED, List.of(), null))
        .containsSubsequence(
            "├─ ✓ guardrails allow it (adoption at most IfIdentical, deletion at most IfCreated)",
            "│  └─ It is its own.");
  }

  @Test
  void whoWaitsForAnotherHangsAtTheClaim() {
    var holder = new Declaration("shop", "first", KEY, new GrantId("cgr_1"), "InSync", null);
    var other = new Declaration("shop", "third", KEY, null, "HeldByAnother", null);
    var itself = new Declaration("billing", "g", KEY, null, "HeldByAnother", null);

    assertThat(
            printed(
                grant("False", "HeldByAnother", "shop/first holds it."),
                ASKED,
                ALLOWED,
                List.of(holder, other, itself),
                found("read")))
        .containsSubsequence(
            "├─ ✗ claims the grant for client shop on https://a as client",
            "│  ├─ ClientGrant shop/first claims it too, and holds it",
            "│  ├─ ClientGrant shop/third claims it too",
            "│  └─ shop/first holds it.");
  }

  @Test
  void aGrantThatDiffersIsToldFieldByFieldAndTheSentenceIsAtTheTop() {
    assertThat(
            printed(
                grant("False", "GrantExists", "It differs."),
                ASKED,
                ALLOWED,
                List.of(),
                found("write")))
        .endsWith(
            "├─ ✗ grant cgr_1 at the tenant differs",
            "│  └─ scope: add read, remove write",
            "└─ It differs.");
  }

  @Test
  void whoseClientWasNotFoundClaimsNothing() {
    assertThat(
            printed(
                grant("False", "ReferenceNotFound", "No such Secret."),
                null,
                null,
                List.of(),
                null))
        .endsWith(
            "├─ – guardrails: not asked",
            "├─ – its client is not known yet",
            "├─ – the tenant was not asked",
            "└─ No such Secret.");
  }

  @Test
  void withoutItsTenantNothingElseIsAsked() {
    var trace =
        new ClientGrantTrace(
            grant("False", "TenantNotFound", "Create it."),
            null,
            null,
            null,
            List.of(),
            null,
            "The tenant was not asked.",
            List.of());

    assertThat(print(trace))
        .containsSubsequence(
            "├─ ✗ Auth0Tenant auth0/t does not exist",
            "│  └─ Create it.",
            "├─ – what it claims depends on the tenant's domain",
            "└─ – the tenant was not asked");
  }

  @Test
  void theOrganizationsHangBelowTheGrant() {
    var trace =
        new ClientGrantTrace(
            grant("True", "InSync", "Fine."),
            tenant(),
            ASKED,
            ALLOWED,
            List.of(),
            found("read"),
            "",
            List.of(use()));

    assertThat(print(trace))
        .endsWith(
            "└─ ✓ grant cgr_1 at the tenant is as asked for",
            "   └─ OrganizationClientGrant billing/u: not looked at yet");
  }

  @Test
  void aNameCannotMoveTheCursor() {
    var hostile = grant("False", "Unavailable", "\u001b[2J");

    assertThat(printed(hostile, ASKED, ALLOWED, List.of(), null))
        .last()
        .asString()
        .doesNotContain("\u001b");
  }

  private static List<String> printed(
      ClientGrant grant,
      @Nullable DesiredGrant asked,
      @Nullable Decision decision,
      List<Declaration> declarations,
      @Nullable Grant found) {
    return print(
        new ClientGrantTrace(grant, tenant(), asked, decision, declarations, found, "", List.of()));
  }

  private static List<String> print(ClientGrantTrace trace) {
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, UTF_8);
    trace.tree().print(new Terminal(stream, stream, 0, false));
    return out.toString(UTF_8).lines().toList();
  }

  private static Grant found(String scope) {
    return new Grant(new GrantId("cgr_1"), KEY, scope(scope), false);
  }

  private static Settings scope(String name) {
    return Settings.NONE.with(Field.SCOPE, StringSet.of(List.of(name)));
  }

  private static ClientGrant grant(String status, String reason, String message) {
    return YAML.unmarshal(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: ClientGrant
        metadata: {name: g, namespace: billing}
        spec:
          tenantRef: {name: t, namespace: auth0}
          clientId: shop
          audience: https://a
          scope: [read]
        status:
          conditions:
          - {type: Ready, status: "%s", reason: %s, message: "%s", lastTransitionTime: "2026-01-01T00:00:00Z"}
        """
            .formatted(status, reason, message.replace("\"", "\\\"").replace("\u001b", "\\u001b")),
        ClientGrant.class);
  }

  private static Auth0Tenant tenant() {
    return YAML.unmarshal(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: Auth0Tenant
        metadata: {name: t, namespace: auth0}
        spec: {domain: example.eu.auth0.com, credentialsSecretRef: {name: s}}
        status:
          conditions:
          - {type: Ready, status: "True", reason: Connected, message: Fine., lastTransitionTime: "2026-01-01T00:00:00Z"}
        """,
        Auth0Tenant.class);
  }

  private static OrganizationClientGrant use() {
    return YAML.unmarshal(
        """
        apiVersion: auth0.clientgrant.io/v1alpha1
        kind: OrganizationClientGrant
        metadata: {name: u, namespace: billing}
        spec:
          tenantRef: {name: t, namespace: auth0}
          clientGrantRef: {name: g}
          organization: {id: org_1}
        """,
        OrganizationClientGrant.class);
  }
}
