package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.Origin;
import io.clientgrant.grant.plan.Ownership;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.plan.Ownership.PendingCreate;
import java.util.Optional;
import java.util.Set;
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
  public Ownership of(ClientGrant resource) {
    var recorded = OwnershipMapper.read(resource.getStatus());
    return recorded instanceof None ? proven(resource).orElse(recorded) : recorded;
  }

  /** Whether the annotation proves that a grant was created for the resource. */
  public boolean isProvenCreated(ClientGrant resource, Owned owned) {
    return proven(resource)
        .filter(proof ->
            proof instanceof Owned other
                && other.origin() == Origin.CREATED
                && other.id().equals(owned.id())
                && other.key().equals(owned.key()))
        .isPresent();
  }

  /**
   * The annotation for a creation that is about to begin. Empty if the status must record it: there
   * is no key; or the status already tells of an attempt, so that an old annotation could not be
   * told from a new one; or the annotation tells of a grant that may still turn out to be there.
   */
  public Optional<String> intent(ClientGrant resource, Ownership intended) {
    var records = signed;
    return records != null
            && intended instanceof PendingCreate pending
            && of(resource) instanceof None
            && isNotTried(resource)
        ? Optional.of(records.write(resource, pending))
        : Optional.empty();
  }

  /**
   * The annotation that a resource should have; empty if none.
   *
   * @param ownership what the resource owns
   * @param isSeen whether the tenant has just shown that it does, and the guardrails allow it; if
   *     not, nothing new is signed, because a status can be forged
   */
  public Optional<String> annotation(ClientGrant resource, Ownership ownership, boolean isSeen) {
    var records = signed;
    var present = Annotations.read(Annotations.OWNERSHIP, resource);
    if (records == null) {
      return present;
    }
    return switch (ownership) {
      case None() -> Optional.empty();
      case PendingCreate _ -> present;
      case Owned owned ->
          isSeen
              ? records.write(resource, owned)
              : present.filter(text -> records.read(resource, text).isPresent());
    };
  }

  /** Whether the status records what a resource owns, and not only the annotation. */
  public boolean isRecorded(ClientGrant resource) {
    return !(OwnershipMapper.read(resource.getStatus()) instanceof None);
  }

  /**
   * What the status should record. A grant that only the annotation tells of is recorded when the
   * tenant has shown it: an old annotation may tell of one that is long gone.
   *
   * @param given the resource as the reconciliation was given it
   * @param ownership what the resource owns
   * @param isSeen whether the tenant has just shown that it does
   */
  public Ownership recorded(ClientGrant given, Ownership ownership, boolean isSeen) {
    return ownership instanceof Owned && !isSeen && !isRecorded(given) ? new None() : ownership;
  }

  /** Whether a resource has an annotation that proves nothing, or has lost the one it had. */
  public boolean isAmiss(ClientGrant now, ClientGrant before) {
    var present = Annotations.read(Annotations.OWNERSHIP, now);
    return signed != null
        && !present.equals(Annotations.read(Annotations.OWNERSHIP, before))
        && (present.isPresent() ? proven(now).isEmpty() : of(now) instanceof Owned);
  }

  private Optional<Ownership> proven(ClientGrant resource) {
    var records = signed;
    return records == null
        ? Optional.empty()
        : Annotations.read(Annotations.OWNERSHIP, resource)
            .flatMap(text -> records.read(resource, text));
  }

  private static boolean isNotTried(ClientGrant resource) {
    var status = resource.getStatus();
    return ClientGrantIndex.isNewGeneration(resource)
        || Conditions.summary(status == null ? null : status.conditions())
            .filter(ready -> NOT_TRIED.contains(ready.reason()))
            .isPresent();
  }
}
