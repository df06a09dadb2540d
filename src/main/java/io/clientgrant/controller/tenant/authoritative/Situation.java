package io.clientgrant.controller.tenant.authoritative;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantKey;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Verdict} is made from.
 *
 * @param authority what the owner says
 * @param grants every grant of the tenant
 * @param ownClients the clients by which the operator reaches the tenant
 * @param isDeclared whether a resource names a grant, or may turn out to
 * @param known what was recorded before
 * @param now the time at Auth0
 * @param consent grants that are known since then, or before, may be deleted, however many they
 *     are; null without a consent
 * @param mayWrite whether anything may be deleted at all
 */
record Situation(
    Authority authority,
    List<Grant> grants,
    Set<String> ownClients,
    Predicate<GrantKey> isDeclared,
    List<KnownGrant> known,
    Instant now,
    @Nullable Instant consent,
    boolean mayWrite) {
  /** Copies, so that it never changes. */
  Situation {
    grants = List.copyOf(grants);
    ownClients = Set.copyOf(ownClients);
    known = List.copyOf(known);
  }

  /** The same tenant later. */
  Situation with(List<Grant> others, List<KnownGrant> othersKnown) {
    return new Situation(
        authority, others, ownClients, isDeclared, othersKnown, now, consent, mayWrite);
  }
}
