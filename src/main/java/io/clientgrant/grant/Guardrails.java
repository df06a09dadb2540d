package io.clientgrant.grant;

import java.util.Optional;

/**
 * What a tenant's owner allows. For now one rule holds for every tenant: it serves its own
 * namespace, and everything but Auth0's own APIs.
 *
 * @param domain the tenant's domain
 * @param namespace the tenant's namespace
 * @param ownClientId the client with which the operator itself reaches the tenant
 */
public record Guardrails(String domain, String namespace, String ownClientId) {
  /**
   * Why a resource may not have the grant that it asks for; empty if it may.
   *
   * @param desired what it asks for
   * @param from the namespace of the resource
   */
  public Optional<Refusal> check(DesiredGrant desired, String from) {
    var key = desired.key();
    if (!namespace.equals(from)) {
      return Optional.of(Refusal.otherNamespace(namespace));
    }
    if (SystemApis.includes(domain, key.audience())) {
      return Optional.of(Refusal.systemApi(key.audience()));
    }
    if (key.grantee().equals(new Grantee.Client(ownClientId))) {
      return Optional.of(Refusal.ownClient(ownClientId));
    }
    return Optional.empty();
  }
}
