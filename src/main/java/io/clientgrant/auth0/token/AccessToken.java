package io.clientgrant.auth0.token;

import io.clientgrant.auth0.failure.Failure.MissingScopes;
import io.clientgrant.auth0.failure.TenantException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * An access token.
 *
 * @param value what is sent
 * @param fetched when it was asked for
 * @param expiresAt when it ends
 * @param renewAt when another is to take its place
 * @param scopes the scopes that it has; none if the endpoint did not say which ones
 * @param missing the scopes that it lacks
 */
record AccessToken(
    String value,
    Instant fetched,
    Instant expiresAt,
    Instant renewAt,
    Set<String> scopes,
    List<String> missing) {
  private static final Duration RENEW_WHERE_SCOPES_LACK = Duration.ofMinutes(4);

  /**
   * This token, if it can be used.
   *
   * @throws TenantException if it lacks a scope
   */
  String usable() {
    if (!missing.isEmpty()) {
      throw lacks(missing);
    }
    return value;
  }

  /** This token, to be replaced after a while. */
  AccessToken ofNoUse() {
    var then = fetched.plus(RENEW_WHERE_SCOPES_LACK);
    return new AccessToken(
        value, fetched, expiresAt, then.isBefore(renewAt) ? then : renewAt, scopes, missing);
  }

  static TenantException lacks(List<String> scopes) {
    return new TenantException(
        new MissingScopes("The access token lacks " + String.join(", ", scopes) + "."));
  }

  @Override
  public String toString() {
    return "AccessToken[…]";
  }
}
