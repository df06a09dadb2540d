package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.clientgrant.api.OrganizationClientGrant;
import io.clientgrant.grant.GrantKey;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Optional;

/** What resources claim, as texts for indexes. */
public final class Claim {
  private static final String SEPARATOR = "\n";

  private Claim() {}

  /** What a resource claims, by itself: whoever claims the same has the same text. */
  public static String of(GrantResource resource) {
    return switch (resource) {
      case ClientGrant grant ->
          SpecMapper.key(grant, SpecMapper.DOMAIN)
              .map(Claim::ofKey)
              .orElseGet(() -> reference(ResourceID.fromResource(grant)));
      case OrganizationClientGrant use ->
          of(clientGrant(use), SpecMapper.organizationId(use).orElse(""));
    };
  }

  /** What is claimed for an organization of a client grant. */
  static String of(String clientGrant, String organizationId) {
    return String.join(SEPARATOR, clientGrant, organizationId);
  }

  /** How an OrganizationClientGrant names the client grant. */
  static String clientGrant(OrganizationClientGrant use) {
    return SpecMapper.clientGrant(use)
        .map(Claim::reference)
        .or(() ->
            Optional.ofNullable(use.getSpec().grant())
                .map(grant -> ofKey(SpecMapper.key(grant, SpecMapper.DOMAIN))))
        .orElse("");
  }

  /** How an OrganizationClientGrant names a ClientGrant. */
  static String reference(ResourceID clientGrant) {
    return String.join(
        SEPARATOR, "ClientGrant", clientGrant.getNamespace().orElse(""), clientGrant.getName());
  }

  /** A grant's key without the domain, which a resource alone does not tell. */
  static String ofKey(GrantKey key) {
    return String.join(SEPARATOR, key.grantee().toString(), key.audience(), key.subjectType());
  }
}
