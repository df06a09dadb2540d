package io.clientgrant.inventory;

import io.clientgrant.grant.Field;
import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Grantee;
import io.clientgrant.grant.Value.StringSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A grant of the tenant, with what is known about it elsewhere.
 *
 * @param grant the grant
 * @param clientName what its client is called; empty if that is not known, or if it is for no
 *     single client
 * @param standing who sees to it
 * @param declarations the ClientGrants that declare it
 */
public record ListedGrant(
    Grant grant, String clientName, Standing standing, List<Declaration> declarations) {
  /** Copies, so that it never changes. */
  public ListedGrant {
    declarations = List.copyOf(declarations);
  }

  /** Whom it is for, by the name if that is known. */
  public String grantee() {
    return switch (grant.key().grantee()) {
      case Grantee.Client(var id) -> clientName.isEmpty() ? id : clientName;
      case Grantee.DefaultFor(var kind) -> "(default for %s)".formatted(kind);
      case Grantee.ForOrganization other -> other.toString();
    };
  }

  /** The id of its client; empty if it is for no single one. */
  public Optional<String> clientId() {
    return grant.key().grantee() instanceof Grantee.Client(var id)
        ? Optional.of(id)
        : Optional.empty();
  }

  /** The scopes that it names. */
  public SortedSet<String> scopes() {
    return names(Field.SCOPE);
  }

  /** The names in a field that is a list. */
  public SortedSet<String> names(Field field) {
    return grant.settings().effective(field) instanceof StringSet(var names)
        ? names
        : Collections.emptySortedSet();
  }

  /** Whether it gives every scope of its API, present and future. */
  public boolean allowsAllScopes() {
    return grant.settings().allowAllScopes();
  }

  /** The ClientGrant that holds it. */
  public Optional<Declaration> holder() {
    return declarations.stream()
        .filter(declaration -> grant.id().equals(declaration.holds()))
        .findFirst();
  }
}
