package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Holdings;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What ClientGrants own. The status records it. An annotation records it too, signed, because a
 * backup may keep annotations and no status. Without a key there are no such annotations.
 */
public final class Ownerships {
  /** The reasons of a status that was written before the first attempt to create a grant. */
  private static final Set<String> NOT_TRIED = Set.of("Queued", "TenantNotReady");

  private volatile @Nullable SignedOwnership signed;

  /** Signs and reads annotations with this key from now on; called before the controllers start. */
  public void use(SigningKey key) {
    signed = new SignedOwnership(key);
  }

  /** What a resource owns: what its status records, or else what its annotation proves. */
  public Ownership of(GrantResource resource) {
    return holdings(resource).grant();
  }

  /**
   * What a resource holds, with the grants of clients that it referred to before. While the status
   * records such grants, it has been written since, and the annotation may tell of one of them.
   */
  public Holdings holdings(GrantResource resource) {
    var recorded = OwnershipMapper.holdings(resource);
    return recorded.isEmpty()
        ? proven(resource).orElse(recorded)
        : new Holdings(later(resource, recorded.grant()), recorded.former());
  }

  /**
   * The grants that a resource still holds for clients that it referred to before. An annotation is
   * read only if it can tell of any, because to verify it takes time.
   */
  public List<Owned> former(GrantResource resource) {
    return resource instanceof ClientGrant grant && SpecMapper.refersToClient(grant)
        ? holdings(grant).former()
        : OwnershipMapper.holdings(resource).former();
  }

  /**
   * What a resource owns, though its status tells of another grant. The annotation is written
   * before the status, so after a crash it may tell of the grant that has taken the place of the
   * recorded one. And a status can be forged.
   */
  private Ownership later(GrantResource resource, Ownership recorded) {
    return recorded instanceof Owned owned && owned.origin() == Origin.CREATED
        ? Annotations.read(Annotations.OWNERSHIP, resource)
            .filter(text -> !SignedOwnership.isAbout(text, owned.id()))
            .flatMap(_ -> proven(resource))
            .map(Holdings::grant)
            .filter(proof ->
                proof instanceof Owned created
                    && created.origin() == Origin.CREATED
                    && created.key().equals(owned.key()))
            .orElse(recorded)
        : recorded;
  }

  /** Whether the annotation proves that a grant was created for the resource. */
  public boolean isProvenCreated(GrantResource resource, Owned owned) {
    return proven(resource).filter(proof -> isProvenBy(proof, owned, Origin.CREATED)).isPresent();
  }

  private static boolean isProvenBy(Holdings proof, Owned owned, Origin origin) {
    return Stream.concat(Stream.of(proof.grant()), proof.former().stream())
        .anyMatch(proven ->
            proven instanceof Owned other
                && other.origin() == origin
                && other.id().equals(owned.id())
                && other.key().equals(owned.key()));
  }

  /**
   * The annotation for a creation that is about to begin. Empty if the status must record it: there
   * is no key; or the status already tells of an attempt, so that an old annotation could not be
   * told from a new one; or the annotation tells of a grant that may still turn out to be there.
   */
  public Optional<String> intent(GrantResource resource, Ownership intended) {
    var records = signed;
    return records != null
            && intended instanceof PendingCreate pending
            && holdings(resource).isEmpty()
            && isNotTried(resource)
        ? Optional.of(records.write(resource, pending))
        : Optional.empty();
  }

  /**
   * The annotation that a resource should have; empty if none. Of former grants it repeats what the
   * present one proves: nobody looks whether the resource has ever had what only a status says.
   *
   * @param held what the resource holds
   * @param isSeen whether the tenant has just shown that it does, and the guardrails allow it; if
   *     not, nothing new is signed, because a status can be forged
   */
  public Optional<String> annotation(GrantResource resource, Holdings held, boolean isSeen) {
    var records = signed;
    var present = Annotations.read(Annotations.OWNERSHIP, resource);
    if (records == null) {
      return present;
    }
    return switch (held.grant()) {
      case None() -> held.former().isEmpty() ? Optional.empty() : present; // it may tell of them
      case PendingCreate _ -> present;
      case Owned owned ->
          isSeen
              ? records.write(resource, owned, proven(resource, held.former()))
              : present.filter(text -> records.read(resource, text).isPresent());
    };
  }

  /** Whether the status records what a resource owns, and not only the annotation. */
  public boolean isRecorded(GrantResource resource) {
    return !OwnershipMapper.holdings(resource).isEmpty();
  }

  /**
   * What the status should record. A grant that only the annotation tells of is recorded when the
   * tenant has shown it: an old annotation may tell of one that is long gone. What was recorded
   * before a call stands, whatever came of the call.
   *
   * @param given the resource as the reconciliation was given it
   * @param now the resource as the reconciliation has written it
   * @param held what the resource holds
   * @param isSeen whether the tenant has just shown that it does
   */
  public Holdings recorded(GrantResource given, GrantResource now, Holdings held, boolean isSeen) {
    return held.grant() instanceof Owned
            && !isSeen
            && !isRecorded(given)
            && !OwnershipMapper.read(now).equals(held.grant())
        ? Holdings.NONE
        : held;
  }

  /** Whether a resource has an annotation that proves nothing, or has lost the one it had. */
  public boolean isAmiss(GrantResource now, GrantResource before) {
    var present = Annotations.read(Annotations.OWNERSHIP, now);
    return signed != null
        && !present.equals(Annotations.read(Annotations.OWNERSHIP, before))
        && (present.isPresent() ? proven(now).isEmpty() : of(now) instanceof Owned);
  }

  private List<Owned> proven(GrantResource resource, List<Owned> former) {
    var proof = proven(resource).orElse(Holdings.NONE);
    return former.stream().filter(owned -> isProvenBy(proof, owned, owned.origin())).toList();
  }

  private Optional<Holdings> proven(GrantResource resource) {
    var records = signed;
    return records == null
        ? Optional.empty()
        : Annotations.read(Annotations.OWNERSHIP, resource)
            .flatMap(text -> records.read(resource, text));
  }

  private static boolean isNotTried(GrantResource resource) {
    var status = resource.getStatus();
    return ClientGrantIndex.isNewGeneration(resource)
        || Conditions.summary(status == null ? null : status.conditions())
            .filter(ready -> NOT_TRIED.contains(ready.reason()))
            .isPresent();
  }
}
