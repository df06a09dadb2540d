package io.clientgrant.grant;

import io.clientgrant.grant.GrantRecord.Held;
import io.clientgrant.grant.GrantRecord.None;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides who holds a grant that several resources claim. Every one of them decides it for itself,
 * from the same facts, and must come to the same answer.
 */
public final class Succession {
  /**
   * Whoever holds a grant, then whoever may have created one, then the rest; and of each first
   * those that stay, and the older.
   */
  private static final Comparator<Claimant> LINE =
      Comparator.comparing((Claimant claimant) -> !claimant.holds())
          .thenComparing(claimant -> !claimant.isOnRecord())
          .thenComparing(Claimant::leaves)
          .thenComparing(Claimant::since)
          .thenComparing(Claimant::uid);

  private Succession() {}

  /**
   * Where a resource stands.
   *
   * @param self the resource
   * @param others all others that claim the same key
   * @param observed what the tenant shows under the key
   */
  public static Standing standing(
      Claimant self, Collection<Claimant> others, Observation observed) {
    var line = Stream.concat(Stream.of(self), others.stream()).sorted(LINE).toList();
    var holder =
        line.stream()
            .filter(claimant -> claimant.equals(self) || isInTheWay(claimant, self, observed))
            .findFirst()
            .orElse(self);
    var heir = heir(line, holder, observed);
    if (holder.equals(self)) {
      return heir.<Standing>map(next -> new Standing.Bequeathing(next.name()))
          .orElseGet(Standing.First::new);
    }
    return heir.filter(self::equals).isPresent() && holder.record() instanceof Held held
        ? new Standing.Heir(held)
        : new Standing.Behind(holder.name());
  }

  /**
   * Who is next after a holder that goes: the first in line of those that stay, and that would go
   * on with what it holds.
   */
  private static Optional<Claimant> heir(
      List<Claimant> line, Claimant holder, Observation observed) {
    if (!holder.leaves() || !holder.holds()) {
      return Optional.empty();
    }
    return line.stream()
        .filter(claimant ->
            claimant.goal() instanceof Goal.Keep keep
                && !Planner.refuses(keep, observed, holder.record()))
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
      case Goal.Keep keep -> claimant.isOnRecord() || !Planner.refuses(keep, observed, new None());
      case Goal.Leave _ -> claimant.isOnRecord() && !(self.leaves() && self.holds());
    };
  }
}
