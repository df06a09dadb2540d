package io.clientgrant.controller.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.clientgrant.api.ClientGrant;
import io.clientgrant.api.GrantResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A resource is found while it changes, and no longer when it has another value. */
class ResourceLookupTest {
  private final InformerCache<ClientGrant> cache = new InformerCache<>();
  private final ResourceLookup lookup =
      new ResourceLookup(ResourceLookupTest::values, entry -> cache.get(entry.id()));

  ResourceLookupTest() {
    cache.addIndexers(Map.of("lookup", lookup::add));
  }

  /** An index function is called after the old version was taken out, before the new one is in. */
  @Test
  void aResourceIsFoundWhileAnIndexOfFabric8HasLostIt() {
    var foundByFabric8 = new ArrayList<List<ClientGrant>>();
    var found = new ArrayList<List<GrantResource>>();
    cache.put(resource("g", "a"));
    cache.addIndexers(
        Map.of(
            "fabric8",
            resource -> {
              foundByFabric8.add(cache.byIndex("fabric8", "a"));
              found.add(lookup.find("a").toList());
              return values(resource);
            }));
    var after = cache.put(resource("g", "a"));

    assertThat(foundByFabric8.getLast()).isEmpty();
    assertThat(found.getLast()).containsExactly(after);
    assertThat(cache.byIndex("fabric8", "a")).containsExactly(after);
  }

  @Test
  void aResourceIsFoundByItsPresentValueOnly() {
    var before = cache.put(resource("g", "a"));
    var after = cache.put(resource("g", "b"));
    assertThat(lookup.find("a")).isEmpty();
    assertThat(lookup.find("b")).containsExactly(after);

    lookup.remove(before);
    assertThat(lookup.find("b")).containsExactly(after);
    cache.put(before);
    assertThat(lookup.find("a")).containsExactly(before);
  }

  @Test
  void aResourceThatIsDeletedIsNotFound() {
    var resource = cache.put(resource("g", "a"));
    cache.remove(resource);
    assertThat(lookup.find("a")).isEmpty();

    lookup.remove(resource);
    assertThat(lookup.find("a")).isEmpty();
    var anew = cache.put(resource("g", "a"));
    assertThat(lookup.find("a")).containsExactly(anew);
  }

  private static List<String> values(GrantResource resource) {
    return List.of(resource.getMetadata().getLabels().get("value"));
  }

  private static ClientGrant resource(String name, String value) {
    var resource = new ClientGrant();
    resource.setMetadata(
        new ObjectMetaBuilder()
            .withName(name)
            .withNamespace("ns")
            .addToLabels("value", value)
            .build());
    return resource;
  }
}
