package io.clientgrant.controller;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.Resolver.Resolution.Resolved;
import io.clientgrant.grant.Claimant;
import io.clientgrant.grant.Goal;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.GrantRecord;
import io.clientgrant.grant.GrantRecord.None;
import io.clientgrant.grant.Observation;
import io.clientgrant.grant.Standing;
import io.clientgrant.grant.Succession;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds out where a resource stands among those that claim the same grant. */
final class Rivals {
  private final Claims claims;
  private final Resolver resolver;

  Rivals(Claims claims, Resolver resolver) {
    this.claims = claims;
    this.resolver = resolver;
  }

  /**
   * Where a resource stands.
   *
   * @param read reads a resource as it is now, the operator's own last write included: an index
   *     would lag behind it
   */
  Standing standing(
      ClientGrant self,
      Resolved resolved,
      Observation observed,
      Function<ResourceID, Optional<ClientGrant>> read) {
    var others = others(ResourceID.fromResource(self), resolved, read);
    return others.isEmpty()
        ? new Standing.First()
        : Succession.standing(claimant(self, resolved.goal(), resolved.claim()), others, observed);
  }

  /**
   * Whether a resource that holds nothing comes too early: another may hold the grant, of whose
   * tenant nothing is known yet.
   */
  boolean isEarly(
      ClientGrant self, Resolved resolved, Function<ResourceID, Optional<ClientGrant>> read) {
    var key = resolved.goal().key();
    return resolved.claim() instanceof None
        && named(ResourceID.fromResource(self), key, read)
            .anyMatch(other -> resolver.mayHold(other, key));
  }

  private Stream<ClientGrant> named(
      ResourceID self, GrantKey key, Function<ResourceID, Optional<ClientGrant>> read) {
    return claims.claimants(key).stream()
        .filter(id -> !id.equals(self))
        .flatMap(id -> read.apply(id).stream());
  }

  private List<Claimant> others(
      ResourceID self, Resolved resolved, Function<ResourceID, Optional<ClientGrant>> read) {
    var key = resolved.goal().key();
    var observed = resolved.leash() == Leash.OBSERVE;
    return named(self, key, read)
        .flatMap(other ->
            resolver
                .claim(other, observed)
                .filter(claim -> claim.tenant().shares(resolved.tenant()))
                .map(claim -> claimant(other, claim.goal(), Records.read(other.getStatus())))
                .stream())
        .filter(other -> other.goal().key().equals(key))
        .toList();
  }

  private static Claimant claimant(ClientGrant resource, Goal goal, GrantRecord record) {
    var meta = resource.getMetadata();
    return new Claimant(
        meta.getUid(),
        meta.getNamespace() + "/" + meta.getName(),
        Instant.parse(meta.getCreationTimestamp()),
        goal,
        record);
  }
}
