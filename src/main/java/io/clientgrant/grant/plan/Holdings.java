package io.clientgrant.grant.plan;

import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.plan.Ownership.None;
import io.clientgrant.grant.plan.Ownership.Owned;
import java.util.List;
import java.util.stream.Stream;

/**
 * All that a resource holds at its tenant.
 *
 * @param grant the grant that it asks for
 * @param former the grants of clients that it referred to before, each of another client, which it
 *     still has to see to
 */
public record Holdings(Ownership grant, List<Owned> former) {
  /**
   * So many former grants are kept at most, and then the reference is not followed until one has
   * gone: a status must not grow without an end because nothing can be removed.
   */
  public static final int MOST_FORMER = 10;

  /** Nothing. */
  public static final Holdings NONE = of(new None());

  /** Only what the resource asks for. */
  public static Holdings of(Ownership grant) {
    return new Holdings(grant, List.of());
  }

  /** Copies, so that it never changes. */
  public Holdings {
    former = List.copyOf(former);
  }

  /** Whether it holds nothing, and has begun to create nothing. */
  public boolean isEmpty() {
    return grant instanceof None && former.isEmpty();
  }

  /** What people name when they let the resource go without it. */
  public Ownership toRelease() {
    return grant instanceof None && !former.isEmpty() ? former.getFirst() : grant;
  }

  /**
   * The same when the resource asks for the grant of that client from now on. The grant of the last
   * one becomes a former one; a former one that is that client's becomes the grant again.
   */
  public Holdings movedTo(Grantee client) {
    if (!(grant instanceof Owned owned) || owned.key().grantee().equals(client)) {
      return grant instanceof None ? returned(client, former) : this;
    }
    return returned(client, Stream.concat(former.stream(), Stream.of(owned)).toList());
  }

  private static Holdings returned(Grantee client, List<Owned> all) {
    return new Holdings(
        all.stream()
            .filter(owned -> owned.key().grantee().equals(client))
            .findFirst()
            .<Ownership>map(owned -> owned)
            .orElseGet(None::new),
        all.stream().filter(owned -> !owned.key().grantee().equals(client)).toList());
  }

  /** The same without a former grant that was seen to. */
  public Holdings without(Owned gone) {
    return new Holdings(grant, former.stream().filter(owned -> !owned.equals(gone)).toList());
  }
}
