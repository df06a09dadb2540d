package io.clientgrant.cli.trace;

import io.clientgrant.api.Auth0Tenant;
import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.Condition;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.cli.output.Style;
import io.clientgrant.cli.output.Tree;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.policy.Guardrails.Decision;
import io.clientgrant.inventory.Declaration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way from a ClientGrant to its grant, as a tree. The sentence of its condition stands at the
 * place where it hangs.
 *
 * @param grant the ClientGrant
 * @param tenant its Auth0Tenant; null if there is none
 * @param asked what it asks for; null if its client is not known yet
 * @param decision what the guardrails say; null if they were not asked
 * @param declarations the ClientGrants that declare the same grant
 * @param found the grant at the tenant; null if there is none, or nobody could look
 * @param trouble why nobody could look at the tenant; empty if somebody could
 * @param uses the OrganizationClientGrants about it
 */
public record ClientGrantTrace(
    ClientGrant grant,
    @Nullable Auth0Tenant tenant,
    @Nullable DesiredGrant asked,
    @Nullable Decision decision,
    List<Declaration> declarations,
    @Nullable Grant found,
    String trouble,
    List<OrganizationClientGrant> uses) {
  private static final Set<String> OF_THE_TENANT = Set.of("TenantNotFound", "TenantNotReady");
  private static final Set<String> OF_THE_GUARDRAILS =
      Set.of("NotAllowed", "SystemApi", "OwnClient");
  private static final Set<String> OF_THE_CLAIM = Set.of("HeldByAnother", "HandingOver");

  /** Copies, so that it never changes. */
  public ClientGrantTrace {
    declarations = List.copyOf(declarations);
    uses = List.copyOf(uses);
  }

  /** The tree. */
  public Tree tree() {
    return placed(
        Tree.of(style(grant), "ClientGrant " + path(grant) + state(grant))
            .with(hung(tenantNode(), OF_THE_TENANT))
            .with(hung(guardrailNode(), OF_THE_GUARDRAILS))
            .with(hung(claimNode(), OF_THE_CLAIM))
            .with(grantNode()));
  }

  /** A sentence about nothing in particular stands at the top. */
  private Tree placed(Tree tree) {
    var reason = ready(grant).map(Condition::reason).orElse("");
    var isPlaced =
        OF_THE_TENANT.contains(reason)
            || OF_THE_GUARDRAILS.contains(reason)
            || OF_THE_CLAIM.contains(reason)
            || isReady(grant);
    return isPlaced ? tree : tree.with(sentence());
  }

  /** The sentence of the condition, if it is about this place, and nothing here says the same. */
  private Tree hung(Tree node, Set<String> reasons) {
    return ready(grant)
        .filter(condition -> reasons.contains(condition.reason()))
        .filter(condition ->
            node.below().stream().noneMatch(said -> said.text().equals(condition.message())))
        .map(_ -> node.with(sentence()))
        .orElse(node);
  }

  private Tree tenantNode() {
    if (tenant == null) {
      var ref = grant.getSpec().tenantRef();
      return Tree.of(
          Style.BAD,
          "✗ Auth0Tenant %s/%s does not exist"
              .formatted(
                  ref.namespace() == null ? grant.getMetadata().getNamespace() : ref.namespace(),
                  ref.name()));
    }
    var status = tenant.getStatus();
    var ready = Conditions.summary(status == null ? null : status.conditions());
    var isGood = ready.filter(found -> found.status().equals("True")).isPresent();
    var node =
        Tree.of(
            isGood ? Style.GOOD : Style.BAD,
            "%s Auth0Tenant %s/%s (%s)%s"
                .formatted(
                    isGood ? "✓" : "✗",
                    tenant.getMetadata().getNamespace(),
                    tenant.getMetadata().getName(),
                    tenant.getSpec().domain(),
                    ready.map(found -> ": " + found.reason()).orElse(": not looked at yet")));
    if (!isGood) {
      node = node.with(Tree.of(Style.BAD, ready.map(Condition::message).orElse("")));
    }
    return trouble.isEmpty() ? node : node.with(Tree.of(Style.BAD, trouble));
  }

  private Tree guardrailNode() {
    return switch (decision) {
      case null -> Tree.of(Style.DIM, "– guardrails: not asked");
      case Decision.Allowed(var adoption, var deletion) ->
          Tree.of(
              Style.GOOD,
              "✓ guardrails allow it (adoption at most %s, deletion at most %s)"
                  .formatted(adoption.word(), deletion.word()));
      case Decision.Denied(var refusal) ->
          Tree.of(Style.BAD, "✗ guardrails refuse it", Tree.of(Style.BAD, refusal.message()));
    };
  }

  private Tree claimNode() {
    var own = path(grant);
    var others =
        declarations.stream().filter(declaration -> !declaration.path().equals(own)).toList();
    if (asked == null) {
      return tenant == null
          ? Tree.of(Style.DIM, "– what it claims depends on the tenant's domain")
          : Tree.of(Style.WARNING, "– its client is not known yet");
    }
    var key = asked.key();
    var holder = others.stream().filter(other -> other.holds() != null).findFirst();
    var node =
        Tree.of(
            holder.isPresent() ? Style.BAD : Style.GOOD,
            (holder.isPresent() ? "✗ " : "✓ ") + "claims the grant for " + key);
    for (var other : others) {
      node =
          node.with(
              Tree.of(
                  Style.PLAIN,
                  "ClientGrant %s claims it too%s"
                      .formatted(other.path(), other.holds() == null ? "" : ", and holds it")));
    }
    return node;
  }

  private Tree grantNode() {
    var organizations =
        uses.stream()
            .map(use -> Tree.of(style(use), "OrganizationClientGrant " + path(use) + state(use)))
            .toList();
    if (found == null || asked == null) {
      var wasAsked = asked != null && trouble.isEmpty();
      return new Tree(
          wasAsked ? Style.WARNING : Style.DIM,
          wasAsked ? "✗ the tenant has no such grant" : "– the tenant was not asked",
          organizations);
    }
    var changes = Change.between(asked.settings(), found.settings(), managed());
    var node =
        new Tree(
            changes.isEmpty() ? Style.GOOD : Style.BAD,
            "%s grant %s at the tenant%s"
                .formatted(
                    changes.isEmpty() ? "✓" : "✗",
                    found.id(),
                    changes.isEmpty() ? " is as asked for" : " differs"),
            organizations);
    return changes.isEmpty() ? node : node.with(Tree.of(Style.BAD, Change.toString(changes)));
  }

  private Set<Field> managed() {
    var status = grant.getStatus();
    return status == null || status.grant() == null || status.grant().managedFields() == null
        ? Set.of()
        : status.grant().managedFields().stream()
            .flatMap(name -> Field.named(name).stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  private Tree sentence() {
    return Tree.of(
        style(grant),
        ready(grant).map(Condition::message).orElse("The operator has not looked at it yet."));
  }

  private static Style style(GrantResource resource) {
    return isReady(resource) ? Style.GOOD : Style.BAD;
  }

  private static String state(GrantResource resource) {
    return ready(resource)
        .map(condition -> ": " + condition.reason())
        .orElse(": not looked at yet");
  }

  private static boolean isReady(GrantResource resource) {
    return ready(resource)
        .filter(condition -> condition.type().equals("Ready") && condition.status().equals("True"))
        .isPresent();
  }

  private static Optional<Condition> ready(GrantResource resource) {
    var status = resource.getStatus();
    return Conditions.summary(status == null ? null : status.conditions());
  }

  private static String path(GrantResource resource) {
    return resource.getMetadata().getNamespace() + "/" + resource.getMetadata().getName();
  }
}
