package io.clientgrant.controller.index;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.controller.status.Conditions;
import io.clientgrant.grant.plan.Ownership.Owned;
import io.clientgrant.inventory.Declaration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What ClientGrants declare, for the inventory of a tenant. */
public final class Declared {
  private Declared() {}

  /**
   * What a ClientGrant declares; empty if the client that it refers to was not looked up yet.
   *
   * @param shared gives the same text for equal ones: thousands of ClientGrants repeat few texts
   */
  public static Optional<Declaration> by(
      ClientGrant grant, String domain, Ownerships ownerships, UnaryOperator<String> shared) {
    var meta = grant.getMetadata();
    var status = grant.getStatus();
    return SpecMapper.key(grant, domain)
        .map(key ->
            new Declaration(
                shared.apply(meta.getNamespace()),
                meta.getName(),
                key,
                ownerships.of(grant) instanceof Owned owned && owned.key().equals(key)
                    ? owned.id()
                    : null,
                Conditions.summary(status == null ? null : status.conditions())
                    .map(ready -> shared.apply(ready.reason()))
                    .orElse(""),
                grant.getSpec().expiresAt()));
  }
}
