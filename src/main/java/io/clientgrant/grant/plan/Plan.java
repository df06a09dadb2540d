package io.clientgrant.grant.plan;

import io.clientgrant.grant.Change;
import io.clientgrant.grant.DesiredGrant;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.grant.policy.AdoptionPolicy;
import io.clientgrant.grant.policy.Refusal;
import java.util.List;

/** What is to be done about one resource; as text, those that do something say what. */
public sealed interface Plan {
  /** Whether carrying it out takes a call to the tenant. */
  default boolean callsTenant() {
    return switch (this) {
      case Create _, Update _, Delete _ -> true;
      case Adopt(_, _, var changes) -> !changes.isEmpty();
      case InSync _, HandOver _, Release _, Refuse _, AwaitPendingCreate _ -> false;
    };
  }

  /**
   * Nothing: the tenant shows what the resource asks for.
   *
   * @param owned what to record
   */
  record InSync(Owned owned) implements Plan {}

  /**
   * Make the grant.
   *
   * @param desired the grant
   */
  record Create(DesiredGrant desired) implements Plan {
    @Override
    public String toString() {
      return desired.key().isForOrganization()
          ? "create the association for %s".formatted(desired.key())
          : "create the grant for %s with %s".formatted(desired.key(), desired.settings());
    }
  }

  /**
   * Take over a grant that was there before.
   *
   * @param grant the grant
   * @param owned what to record
   * @param changes what to change about it; none under {@link AdoptionPolicy#IF_IDENTICAL}
   */
  record Adopt(Grant grant, Owned owned, List<Change> changes) implements Plan {
    @Override
    public String toString() {
      return "adopt %s and change %s"
          .formatted(grant.name(), changes.isEmpty() ? "nothing" : Change.toString(changes));
    }
  }

  /**
   * Change the grant that the resource holds.
   *
   * @param grant the grant
   * @param owned what to record
   * @param changes what to change about it; at least one
   */
  record Update(Grant grant, Owned owned, List<Change> changes) implements Plan {
    @Override
    public String toString() {
      return "change %s: %s".formatted(grant.name(), Change.toString(changes));
    }
  }

  /**
   * Delete the grant, then let the resource go.
   *
   * @param grant the grant
   */
  record Delete(Grant grant) implements Plan {
    @Override
    public String toString() {
      return "delete %s".formatted(grant.name());
    }
  }

  /**
   * Wait until the next in line has recorded the grant as its own, so that nothing is deleted and
   * access is never interrupted.
   *
   * @param successor the next in line, as {@code namespace/name}
   */
  record HandOver(String successor) implements Plan {
    @Override
    public String toString() {
      return "hand it over to %s".formatted(successor);
    }
  }

  /**
   * Let the resource go without a call.
   *
   * @param reason what becomes of the grant
   */
  record Release(ReleaseReason reason) implements Plan {}

  /**
   * Do nothing until a person changes something.
   *
   * @param refusal what, and why
   */
  record Refuse(Refusal refusal) implements Plan {}

  /** Do nothing yet: an earlier call may still be on its way to the tenant. */
  record AwaitPendingCreate() implements Plan {}

  /** What becomes of the grant of a resource that goes without a call. */
  enum ReleaseReason {
    /** The resource holds no grant, or the one that it held is gone already. */
    NOTHING_LEFT,
    /** Another resource holds the grant now. */
    HANDED_OVER,
    /** The grant stays, as its policy, or its nature, wants it. */
    KEPT,
    /** The grant stays, since a person let go of it. */
    RELEASED
  }
}
