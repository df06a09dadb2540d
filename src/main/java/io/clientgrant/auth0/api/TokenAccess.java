package io.clientgrant.auth0.api;

import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import java.util.Optional;

/**
 * What the tenant's log tells of a request for a token: the client and the API, but no grant. Both
 * are what the caller has sent.
 *
 * @param clientId the client
 * @param audience the API
 */
public record TokenAccess(String clientId, String audience) {
  /** What a token was asked for. */
  public static TokenAccess of(LogEvent event) {
    return new TokenAccess(event.clientId(), event.audience());
  }

  /**
   * What a grant gives. Empty if it is not to one client, or not for the client itself: the log
   * does not tell whose token that was.
   */
  public static Optional<TokenAccess> of(GrantKey key) {
    return key.grantee() instanceof Grantee.Client(var client)
            && key.subjectType().equals(GrantKey.DEFAULT_SUBJECT_TYPE)
        ? Optional.of(new TokenAccess(client, key.audience()))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "client %s on %s".formatted(clientId, audience);
  }
}
