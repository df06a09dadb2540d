package io.clientgrant.inventory;

import io.clientgrant.grant.Grant;
import java.util.List;
import java.util.Locale;

/** Who sees to a grant. */
public enum Standing {
  /** Auth0 made it for itself, and nobody may change it. */
  SYSTEM,
  /** A ClientGrant holds it. */
  MANAGED,
  /** Several ClientGrants declare it. */
  CONTENDED,
  /** A ClientGrant declares it, and does not hold it. */
  DECLARED,
  /** No ClientGrant declares it. */
  UNMANAGED,
  /** No cluster was asked. */
  UNKNOWN;

  /** The standing of a grant that these ClientGrants declare. */
  static Standing of(Grant grant, List<Declaration> declarations) {
    if (grant.system()) {
      return SYSTEM;
    }
    return switch (declarations.size()) {
      case 0 -> UNMANAGED;
      case 1 -> grant.id().equals(declarations.getFirst().holds()) ? MANAGED : DECLARED;
      default -> CONTENDED;
    };
  }

  /** As it is shown. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
