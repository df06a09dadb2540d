package io.clientgrant.grant.policy;

import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Settings;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a tenant's owner allows, to whom. Without a rule, the tenant serves its own namespace, and
 * everything but Auth0's own APIs. Whatever the rules say, the operator's own clients are closed.
 *
 * @param ownerNamespace the tenant's namespace
 * @param ownClients the clients with which the operator itself reaches the tenant
 * @param rules the owner's rules
 */
public record Guardrails(String ownerNamespace, Set<String> ownClients, List<Guardrail> rules) {
  /** Copies, so that they never change. */
  public Guardrails {
    ownClients = Set.copyOf(ownClients);
    rules = List.copyOf(rules);
  }

  /**
   * Why a requester can have no grant, whatever it is about; empty if it can have some. This comes
   * before anything is looked up for it.
   */
  public Optional<Refusal> refuseAll(Requester requester) {
    var isServed =
        rules.isEmpty()
            ? requester.namespace().equals(ownerNamespace)
            : rules.stream()
                .anyMatch(rule -> rule.namespaces().includes(requester, ownerNamespace));
    if (isServed) {
      return Optional.empty();
    }
    return Optional.of(
        rules.isEmpty() ? Refusal.otherNamespace(ownerNamespace) : Refusal.noRules(requester));
  }

  /**
   * Why a requester can have no association with any organization; empty if it can have some. This
   * comes before anything is looked up for it.
   */
  public Optional<Refusal> refuseOrganizations(Requester requester) {
    if (rules.isEmpty()) {
      return requester.namespace().equals(ownerNamespace)
          ? Optional.empty()
          : Optional.of(Refusal.otherNamespace(ownerNamespace));
    }
    return rules.stream()
            .filter(rule -> rule.namespaces().includes(requester, ownerNamespace))
            .allMatch(rule -> rule.organizations().isEmpty())
        ? Optional.of(Refusal.noOrganizations(requester))
        : Optional.empty();
  }

  /** What they come down to for one resource. */
  public sealed interface Decision {
    /**
     * It may.
     *
     * @param adoption how far it may take over a grant that already exists
     * @param deletion how far it may delete one
     */
    record Allowed(AdoptionPolicy adoption, DeletionPolicy deletion) implements Decision {}

    /**
     * It may not.
     *
     * @param refusal why
     */
    record Denied(Refusal refusal) implements Decision {}
  }

  /**
   * Whether a resource may have the grant that it asks for: one rule must allow all of it.
   *
   * @param lifetime the time from the creation of the resource to the end of its grant; {@link
   *     Guardrail#ENDLESS} if it has no end
   */
  public Decision evaluate(Requester requester, DesiredGrant desired, Duration lifetime) {
    return evaluate(requester, desired.key(), desired.settings(), lifetime, "");
  }

  /**
   * Whether a resource may use a client grant for an organization, or be the one that such a use is
   * removed for. It lasts no longer than the grant, whose lifetime is judged with the grant.
   *
   * @param key the key of the use
   * @param organization what the tenant calls the organization; empty if that is not known
   */
  public Decision evaluateUse(Requester requester, GrantKey key, String organization) {
    return evaluate(requester, key, Settings.NONE, Duration.ZERO, organization);
  }

  /**
   * Whether a resource may be the one that a grant is removed for, whatever was granted: what a
   * user has edited since must not stand in the way of taking access away.
   */
  public Decision evaluateRemoval(Requester requester, GrantKey key) {
    return isOwn(key)
        ? new Decision.Allowed(AdoptionPolicy.NEVER, DeletionPolicy.NEVER)
        : evaluate(requester, key, Settings.NONE, Duration.ZERO, "");
  }

  private boolean isOwn(GrantKey key) {
    return key.ofClientGrant().grantee() instanceof Grantee.Client(var id)
        && ownClients.contains(id);
  }

  private Decision evaluate(
      Requester requester,
      GrantKey key,
      Settings settings,
      Duration lifetime,
      String organization) {
    if (isOwn(key)) {
      return new Decision.Denied(Refusal.ownClient(key.grantee()));
    }
    if (rules.isEmpty()) {
      return withoutRules(requester, key);
    }
    var matching =
        rules.stream()
            .filter(rule -> rule.namespaces().includes(requester, ownerNamespace))
            .filter(rule -> rule.covers(key) && rule.allows(settings))
            .filter(rule -> rule.allowsOrganization(key, organization))
            .toList();
    if (matching.isEmpty()) {
      return new Decision.Denied(Refusal.noRule(requester, key, settings));
    }
    var allowing = matching.stream().filter(rule -> rule.allows(lifetime)).toList();
    return allowing.isEmpty()
        ? new Decision.Denied(Refusal.livesTooLong(longest(matching)))
        : new Decision.Allowed(
            widest(allowing.stream().map(Guardrail::adoption)),
            widest(allowing.stream().map(Guardrail::deletion)));
  }

  private Decision withoutRules(Requester requester, GrantKey key) {
    if (!requester.namespace().equals(ownerNamespace)) {
      return new Decision.Denied(Refusal.otherNamespace(ownerNamespace));
    }
    return SystemApis.includes(key.domain(), key.audience())
        ? new Decision.Denied(Refusal.systemApi(key.audience()))
        : new Decision.Allowed(AdoptionPolicy.ALWAYS, DeletionPolicy.ALWAYS);
  }

  private static Duration longest(List<Guardrail> rules) {
    return rules.stream()
        .map(Guardrail::maxLifetime)
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The policies are declared from the widest to the narrowest. */
  private static <P extends Enum<P>> P widest(Stream<P> caps) {
    return caps.min(Comparator.naturalOrder()).orElseThrow();
  }
}
