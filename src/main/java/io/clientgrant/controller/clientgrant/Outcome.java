package io.clientgrant.controller.clientgrant;

import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.facts.Facts;
import io.clientgrant.controller.index.ClientGrantIndex;
import io.clientgrant.controller.index.OwnershipMapper;
import io.clientgrant.controller.status.ReconcileResult;
import io.clientgrant.controller.status.Remark;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of a reconciliation.
 *
 * @param result how it ended
 * @param remarks what is to be said beside that
 * @param end when the grant ends; null if it does not
 * @param former the grants that the resource still holds of clients that it referred to before
 * @param hasSeenGrant whether the tenant has shown that the resource owns what it owns
 * @param namesUnreadApi whether the resource names scopes of an API that was not read yet
 */
record Outcome(
    ReconcileResult result,
    List<Remark> remarks,
    @Nullable Instant end,
    List<Owned> former,
    boolean hasSeenGrant,
    boolean namesUnreadApi) {
  /** Without its tenant nothing new is known of a resource. */
  static Outcome withoutTenant(GrantResource resource, ReconcileResult result) {
    var status = resource.getStatus();
    return new Outcome(
        result,
        Remark.shown(status == null ? null : status.conditions()),
        OwnershipMapper.endDate(status).orElse(null),
        List.of(),
        result.hasSeenGrant(),
        false);
  }

  /**
   * The outcome by the facts. Whatever is waited for, a resource is not Ready while the tenant was
   * last seen to hold something else than it asks for. Access that nobody asks for any more is
   * told, whatever kept it from being taken away. What was told of scopes is told until their API
   * has been read.
   */
  static Outcome of(GrantResource resource, Facts facts, ReconcileResult result) {
    var remarks = facts.remarks(result.ownership());
    var excess = facts.stillGranted(result.ownership());
    var known = facts.isOutOfStep(result.ownership()) ? result.outOfStep() : result;
    var told = excess.isEmpty() ? known : known.withExcess(excess);
    return new Outcome(
        facts.resource().nextMoment().map(told::noLaterThan).orElse(told),
        facts.awaitsScopes()
            ? Stream.concat(remarks.stream(), shownOfScopes(resource)).toList()
            : remarks,
        facts.resource().endDate().at().orElse(null),
        List.of(),
        result.hasSeenGrant(),
        facts.namesUnreadApi());
  }

  /** All that the resource holds. */
  Holdings held() {
    return new Holdings(result.ownership(), former);
  }

  /** This outcome after former grants were seen to. */
  Outcome with(ReconcileResult now, List<Owned> left) {
    return new Outcome(now, remarks, end, left, hasSeenGrant, namesUnreadApi);
  }

  private static Stream<Remark> shownOfScopes(GrantResource resource) {
    var status = resource.getStatus();
    return status == null || ClientGrantIndex.isNewGeneration(resource)
        ? Stream.empty()
        : Remark.shownOfScopes(status.conditions()).stream();
  }
}
