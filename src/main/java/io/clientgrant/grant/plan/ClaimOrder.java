package io.clientgrant.grant.plan;

import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides who holds a grant that several resources claim. Every one of them decides it for itself,
 * from the same facts, and must come to the same answer.
 */
public final class ClaimOrder {
  /**
   * First the owner of the grant, then those that may have created it, then the rest; and of each
   * first those that stay, and the older. An owner by its annotation alone comes after one by its
   * status: until its status has the record, the one that it takes over from must not go.
   */
  private static final Comparator<Claimant> ORDER =
      Comparator.comparing((Claimant claimant) -> !claimant.owns())
          .thenComparing(Claimant::ownsByAnnotation)
          .thenComparing(claimant -> !claimant.hasRecord())
          .thenComparing(Claimant::isLeaving)
          .thenComparing(Claimant::createdAt)
          .thenComparing(Claimant::uid);

  private ClaimOrder() {}

  /**
   * Where a resource stands.
   *
   * @param self the resource
   * @param others all others that claim the same key
   * @param observed what the tenant shows under the key
   */
  public static ClaimPosition position(
      Claimant self, Collection<Claimant> others, Observation observed) {
    var queue = Stream.concat(Stream.of(self), others.stream()).sorted(ORDER).toList();
    var holder =
        queue.stream()
            .filter(claimant -> claimant.equals(self) || isInTheWay(claimant, self, observed))
            .findFirst()
            .orElse(self);
    var successor = successor(queue, holder, observed);
    if (holder.equals(self)) {
      return successor
          .<ClaimPosition>map(next -> new ClaimPosition.HandingOver(next.name()))
          .orElseGet(ClaimPosition.Holder::new);
    }
    return successor.filter(self::equals).isPresent() && holder.ownership() instanceof Owned owned
        ? new ClaimPosition.Successor(owned)
        : new ClaimPosition.Waiting(holder.name());
  }

  /**
   * The resource whose record of the grant counts for another: itself, if its status has one; or
   * else the one that goes and that it may take over from.
   *
   * @param self the resource
   * @param others all others that claim the same key
   */
  public static Optional<Claimant> recordHolder(Claimant self, Collection<Claimant> others) {
    return self.owns() && !self.ownsByAnnotation()
        ? Optional.of(self)
        : others.stream().filter(Claimant::owns).min(ORDER).filter(Claimant::isLeaving);
  }

  /**
   * Who is next after a holder that goes: the first in line of those that stay, and that would go
   * on with what it holds.
   */
  private static Optional<Claimant> successor(
      List<Claimant> queue, Claimant holder, Observation observed) {
    if (!holder.isLeaving() || !holder.owns()) {
      return Optional.empty();
    }
    return queue.stream()
        .filter(claimant ->
            claimant.goal() instanceof Goal.Ensure keep
                && !Planner.refuses(keep, observed, holder.ownership()))
        .findFirst();
  }

  /**
   * Whether a claimant can be in the way: on record it is; else it must want to stay, and not be
   * one that the planner refuses anyway.
   *
   * <p>Of two holders that go, neither is in the other's way. One of them may have let go already
   * because the other, its heir, was staying then; were that one now to let go as well, because the
   * first is still there to see, the grant would outlive both. So each sees to it by itself: a
   * deletion does no harm to a grant that is gone.
   */
  private static boolean isInTheWay(Claimant claimant, Claimant self, Observation observed) {
    return switch (claimant.goal()) {
      case Goal.Ensure keep -> claimant.hasRecord() || !Planner.refuses(keep, observed, new None());
      case Goal.Remove _ -> claimant.hasRecord() && !(self.isLeaving() && self.owns());
    };
  }
}
