package io.clientgrant.inventory;

import java.util.List;

/**
 * All that is known of a tenant, at one moment.
 *
 * @param directory what is known beside the grants, and what could not be read
 * @param grants the grants, as the tenant lists them
 */
public record Inventory(Directory directory, List<ListedGrant> grants) {
  /** Copies, so that it never changes. */
  public Inventory {
    grants = List.copyOf(grants);
  }
}
