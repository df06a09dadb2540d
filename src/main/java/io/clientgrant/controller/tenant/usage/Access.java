package io.clientgrant.controller.tenant.usage;

import io.clientgrant.auth0.api.LogEvent;
import io.clientgrant.grant.GrantKey;
import io.clientgrant.grant.Grantee;
import java.util.Optional;

/**
 * What the log tells of who was given a token: it names no grant.
 *
 * @param clientId the client
 * @param audience the API
 */
record Access(String clientId, String audience) {
  /** What a token was for. */
  static Access of(LogEvent event) {
    return new Access(event.clientId(), event.audience());
  }

  /** What a grant gives; empty if it is not to one client, or not for the client itself. */
  static Optional<Access> of(GrantKey key) {
    return key.grantee() instanceof Grantee.Client(var client)
            && key.subjectType().equals(GrantKey.DEFAULT_SUBJECT_TYPE)
        ? Optional.of(new Access(client, key.audience()))
        : Optional.empty();
  }
}
