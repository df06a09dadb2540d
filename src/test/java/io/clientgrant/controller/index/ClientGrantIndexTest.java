package io.clientgrant.controller.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.grant.GrantKey;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The index on the informer's own cache, without an API server behind it. */
class ClientGrantIndexTest {
  private static final ResourceID TENANT = new ResourceID("tenant", "ns");
  private static final ResourceID OTHER_TENANT = new ResourceID("other", "ns");

  private final InformerCache<ClientGrant> cache = new InformerCache<ClientGrant>();
  private final ClientGrantIndex index =
      new ClientGrantIndex(
          tenant -> tenant.equals(TENANT) ? Optional.of("any.auth0.test") : Optional.empty(),
          new Ownerships());

  ClientGrantIndexTest() {
    index.attachTo(ClientGrant.class, cache);
  }

  @Test
  void resourcesAreFoundByTenantAndByClaim() {
    var grant = put("grant", "uid", "tenant", "billing");
    put("another", "uid-2", "other", "reports");

    assertThat(index.at(TENANT)).containsExactly(grant);
    assertThat(index.claimants(key("billing"))).containsExactly(grant);
    assertThat(index.claimants(grant)).containsExactly(grant);
  }

  @Test
  void thePlaceholderAndTheDomainItselfClaimTheSameGrant() {
    var generic = put("a", "uid", "tenant", "billing", "https://{domain}/api/v2/");
    var literal = put("b", "uid-2", "tenant", "billing", "https://any.auth0.test/api/v2/");
    put("c", "uid-3", "tenant", "billing", "https://other.auth0.test/api/v2/");

    assertThat(index.claimants(generic)).containsExactlyInAnyOrder(generic, literal);
    assertThat(index.claimants(literal)).containsExactlyInAnyOrder(generic, literal);
    assertThat(index.claimants(SpecMapper.key(literal, "any.auth0.test").orElseThrow()))
        .containsExactlyInAnyOrder(generic, literal);
  }

  /** An informer that lists again shows a deletion and a creation as one update. */
  @Test
  void aResourceThatWasMadeAnewIsFoundByItsNewClaimOnly() {
    put("grant", "uid", "tenant", "billing");
    var anew = put("grant", "uid-2", "other", "reports");

    assertThat(index.claimants(key("billing"))).isEmpty();
    assertThat(index.at(TENANT)).isEmpty();
    assertThat(index.claimants(key("reports"))).containsExactly(anew);
    assertThat(index.at(OTHER_TENANT)).containsExactly(anew);
  }

  @Test
  void anotherObjectOfTheSameNameIsNotTheSame() {
    var before = put("grant", "uid", "tenant", "billing");
    assertThat(index.contains(before)).isTrue();
    put("grant", "uid-2", "tenant", "billing");

    assertThat(index.contains(before)).isFalse();
  }

  @Test
  void aResourceThatOwnsNothingDoesNotUseItsTenant() {
    var grant = put("grant", "uid", "tenant", "billing");
    assertThat(index.users(TENANT)).containsExactly("ns/grant"); // was not reconciled yet
    grant.setStatus(new ClientGrantStatus(1L, null, null, null, null, null, null, null, List.of()));

    assertThat(index.isUsed(TENANT)).isFalse();
  }

  private static GrantKey key(String client) {
    return SpecMapper.key(resource("any", "uid", "tenant", client, "https://api"), "any.auth0.test")
        .orElseThrow();
  }

  private static ClientGrant resource(
      String name, String uid, String tenant, String client, String audience) {
    return Serialization.unmarshal(
        """
        metadata: {name: %s, namespace: ns, uid: %s, generation: 1}
        spec: {tenantRef: {name: %s}, clientId: %s, audience: "%s", scope: []}
        """
            .formatted(name, uid, tenant, client, audience),
        ClientGrant.class);
  }

  private ClientGrant put(String name, String uid, String tenant, String client) {
    return put(name, uid, tenant, client, "https://api");
  }

  private ClientGrant put(String name, String uid, String tenant, String client, String audience) {
    return cache.put(resource(name, uid, tenant, client, audience));
  }
}
