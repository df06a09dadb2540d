package io.clientgrant.grant;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why the operator does not do what a resource asks for. Only a person can change it.
 *
 * @param reason one CamelCase word, for machines
 * @param message a sentence that says what to do, for people
 */
public record Refusal(String reason, String message) {
  static Refusal systemGrant(Grant grant) {
    return new Refusal(
        "SystemGrant",
        "Auth0 made grant %s for itself and nobody may change it. Delete this resource."
            .formatted(grant.id()));
  }

  static Refusal systemApi(String audience) {
    return new Refusal(
        "SystemApi",
        "%s is one of Auth0's own APIs, which this tenant does not open to ClientGrants."
            .formatted(audience));
  }

  static Refusal ownClient(String clientId) {
    return new Refusal(
        "OwnClient",
        "Client %s is the operator's own, and its grants are never touched.".formatted(clientId));
  }

  static Refusal otherNamespace(String tenantNamespace) {
    return new Refusal(
        "NotAllowed",
        "The tenant serves only namespace %s. Create the ClientGrant there."
            .formatted(tenantNamespace));
  }

  static Refusal heldByAnother(GrantKey key, String holder) {
    return new Refusal(
        "HeldByAnother",
        "ClientGrant %s holds the grant for %s. Delete one of the two; this one takes over when that one goes."
            .formatted(holder, key));
  }

  static Refusal neverAdopted(Grant grant) {
    return new Refusal(
        "GrantExists",
        "Grant %s already exists for %s and adoptionPolicy is Never. Delete that grant, or allow adoption."
            .formatted(grant.id(), grant.key()));
  }

  static Refusal notIdentical(Grant grant, List<Change> changes) {
    return new Refusal(
        "GrantExists",
        ("Grant %s already exists for %s and differs (%s)."
                + " Make the spec equal to it, or set adoptionPolicy: Always to have it changed.")
            .formatted(
                grant.id(),
                grant.key(),
                changes.stream().map(Change::toString).collect(Collectors.joining("; "))));
  }
}
