package io.clientgrant.inventory;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toUnmodifiableList;

import io.clientgrant.grant.GrantKey;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The ClientGrants of a tenant, by the grant that they declare.
 *
 * @param byKey none of the lists is empty
 */
public record Declarations(Map<GrantKey, List<Declaration>> byKey) {
  /** No ClientGrant. */
  public static final Declarations NONE = new Declarations(Map.of());

  /** Copies, so that they never change. */
  public Declarations {
    byKey = Map.copyOf(byKey);
  }

  /** These ClientGrants. */
  public static Declarations of(Stream<Declaration> all) {
    return new Declarations(all.collect(groupingBy(Declaration::key, toUnmodifiableList())));
  }

  /** Those that declare a grant; none if nobody does. */
  public List<Declaration> of(GrantKey key) {
    return byKey.getOrDefault(key, List.of());
  }
}
