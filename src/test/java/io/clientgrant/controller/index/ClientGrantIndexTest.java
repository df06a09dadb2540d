package io.clientgrant.controller.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.ClientGrantStatus;
import io.clientgrant.grant.GrantKey;
import io.fabric8.kubernetes.client.informers.impl.cache.CacheImpl;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The index on the informer's own cache, without an API server behind it. */
class ClientGrantIndexTest {
  private static final ResourceID TENANT = new ResourceID("tenant", "ns");
  private static final ResourceID OTHER_TENANT = new ResourceID("other", "ns");

  private final InformerCache cache = new InformerCache();
  private final ClientGrantIndex index =
      new ClientGrantIndex(
          tenant -> tenant.equals(TENANT) ? Optional.of("any.auth0.test") : Optional.empty(),
          new Ownerships());

  ClientGrantIndexTest() {
    index.attachTo(cache);
  }

  @Test
  void resourcesAreFoundByTenantAndByClaim() {
    var grant = cache.put("grant", "uid", "tenant", "billing");
    cache.put("another", "uid-2", "other", "reports");

    assertThat(index.at(TENANT)).containsExactly(grant);
    assertThat(index.claimants(key("billing"))).containsExactly(grant);
    assertThat(index.claimants(grant)).containsExactly(grant);
  }

  @Test
  void thePlaceholderAndTheDomainItselfClaimTheSameGrant() {
    var generic = cache.put("a", "uid", "tenant", "billing", "https://{domain}/api/v2/");
    var literal = cache.put("b", "uid-2", "tenant", "billing", "https://any.auth0.test/api/v2/");
    cache.put("c", "uid-3", "tenant", "billing", "https://other.auth0.test/api/v2/");

    assertThat(index.claimants(generic)).containsExactlyInAnyOrder(generic, literal);
    assertThat(index.claimants(literal)).containsExactlyInAnyOrder(generic, literal);
    assertThat(index.claimants(SpecMapper.key(literal.getSpec(), "any.auth0.test")))
        .containsExactlyInAnyOrder(generic, literal);
  }

  /** An informer that lists again shows a deletion and a creation as one update. */
  @Test
  void aResourceThatWasMadeAnewIsFoundByItsNewClaimOnly() {
    cache.put("grant", "uid", "tenant", "billing");
    var anew = cache.put("grant", "uid-2", "other", "reports");

    assertThat(index.claimants(key("billing"))).isEmpty();
    assertThat(index.at(TENANT)).isEmpty();
    assertThat(index.claimants(key("reports"))).containsExactly(anew);
    assertThat(index.at(OTHER_TENANT)).containsExactly(anew);
  }

  @Test
  void anotherObjectOfTheSameNameIsNotTheSame() {
    var before = cache.put("grant", "uid", "tenant", "billing");
    assertThat(index.contains(before)).isTrue();
    cache.put("grant", "uid-2", "tenant", "billing");

    assertThat(index.contains(before)).isFalse();
  }

  @Test
  void aResourceThatOwnsNothingDoesNotUseItsTenant() {
    var grant = cache.put("grant", "uid", "tenant", "billing");
    assertThat(index.users(TENANT)).containsExactly("ns/grant"); // was not reconciled yet
    grant.setStatus(new ClientGrantStatus(1L, null, null, null, List.of()));

    assertThat(index.isUsed(TENANT)).isFalse();
  }

  private static GrantKey key(String client) {
    return SpecMapper.key(
        resource("any", "uid", "tenant", client, "https://api").getSpec(), "any.auth0.test");
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

  /** The cache that an informer keeps, behind JOSDK's interface. */
  private static final class InformerCache implements IndexerResourceCache<ClientGrant> {
    private final CacheImpl<ClientGrant> cache = new CacheImpl<>();

    ClientGrant put(String name, String uid, String tenant, String client) {
      return put(name, uid, tenant, client, "https://api");
    }

    ClientGrant put(String name, String uid, String tenant, String client, String audience) {
      var resource = resource(name, uid, tenant, client, audience);
      cache.put(resource);
      return resource;
    }

    @Override
    public void addIndexers(Map<String, Function<ClientGrant, List<String>>> indexers) {
      cache.addIndexers(indexers);
    }

    @Override
    public List<ClientGrant> byIndex(String indexName, String indexKey) {
      return cache.byIndex(indexName, indexKey);
    }

    @Override
    public Optional<ClientGrant> get(ResourceID id) {
      return list(resource -> ResourceID.fromResource(resource).equals(id)).findFirst();
    }

    @Override
    public Stream<ResourceID> keys() {
      return cache.list().stream().map(ResourceID::fromResource);
    }

    @Override
    public Stream<ClientGrant> list(Predicate<ClientGrant> predicate) {
      return cache.list().stream().filter(predicate);
    }

    @Override
    public Stream<ClientGrant> list(String namespace, Predicate<ClientGrant> predicate) {
      return list(
          predicate.and(resource -> resource.getMetadata().getNamespace().equals(namespace)));
    }
  }
}
