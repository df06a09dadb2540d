package io.clientgrant.inventory.audit;

import java.time.Duration;

/**
 * Where "too much" begins.
 *
 * @param managementScopes how many scopes of the Management API one grant may give
 * @param tokenLifetime how long the tokens of an API may live
 * @param idle after how long without a token a grant is reported
 * @param quota how many grants the tenant's plan allows; 0 if that is not known
 */
public record Thresholds(int managementScopes, Duration tokenLifetime, Duration idle, int quota) {
  /** What Auth0's own advice comes to. */
  public static final Thresholds USUAL =
      new Thresholds(10, Duration.ofHours(24), Duration.ofDays(7), 0);
}
