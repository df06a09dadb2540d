package io.clientgrant.grant.plan;

import io.clientgrant.grant.Digest;
import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Origin;
import java.time.Instant;
import java.util.Set;

/**
 * What is recorded of the grant that a resource owns. Whoever may write its status can forge that,
 * so a rule that acts on it first compares it with what the tenant shows.
 */
public sealed interface Ownership {
  /** Nothing is recorded. */
  record None() implements Ownership {}

  /**
   * A grant was about to be created, and no answer is recorded: it may exist.
   *
   * @param digest what was to be created
   * @param since when the call was about to be made
   */
  record PendingCreate(Digest digest, Instant since) implements Ownership {}

  /**
   * The resource holds a grant.
   *
   * @param id the grant's id
   * @param key the grant's key
   * @param origin how it came to the resource
   * @param managedFields the fields that the resource has set: one that it later drops is put back
   *     to the API's default
   */
  record Owned(GrantId id, GrantKey key, Origin origin, Set<Field> managedFields)
      implements Ownership {
    /** Copies, so that a record never changes. */
    public Owned {
      managedFields = Set.copyOf(managedFields);
    }

    /** Whether the resource created a grant with the key of this one, and this is another. */
    public boolean isReplacedBy(Grant grant) {
      return origin == Origin.CREATED && key.equals(grant.key()) && !id.equals(grant.id());
    }

    /** The same record for the grant that has taken the place of the recorded one. */
    Owned replacedBy(Grant grant) {
      return new Owned(grant.id(), key, origin, managedFields);
    }

    /** Whether the grant is the one recorded, by its id and by its key. */
    public boolean matches(Grant grant) {
      return id.equals(grant.id()) && key.equals(grant.key());
    }
  }
}
