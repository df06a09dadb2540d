package io.clientgrant.inventory;

import io.clientgrant.grant.GrantId;
import io.clientgrant.grant.GrantKey;
import org.jspecify.annotations.Nullable;

/**
 * A ClientGrant that declares a grant: its spec names the key.
 *
 * @param namespace its namespace
 * @param name its name
 * @param key the grant that it declares
 * @param holds the grant that its status records as its own; null if it holds none
 * @param reason the reason of its condition Ready; empty if the operator has not looked yet
 * @param expiresAt when the grant ends, as the spec says it; null if it does not
 */
public record Declaration(
    String namespace,
    String name,
    GrantKey key,
    @Nullable GrantId holds,
    String reason,
    @Nullable String expiresAt) {
  /** Its name for people. */
  public String path() {
    return namespace + "/" + name;
  }
}
