package io.clientgrant.controller.index;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.impl.cache.CacheImpl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The cache that an informer keeps, behind JOSDK's interface.
 *
 * @param <R> what is in it
 */
final class InformerCache<R extends HasMetadata> implements IndexerResourceCache<R> {
  private final CacheImpl<R> cache = new CacheImpl<>();

  R put(R resource) {
    cache.put(resource);
    return resource;
  }

  void remove(R resource) {
    var _ = cache.remove(resource);
  }

  @Override
  public void addIndexers(Map<String, Function<R, List<String>>> indexers) {
    cache.addIndexers(indexers);
  }

  @Override
  public List<R> byIndex(String indexName, String indexKey) {
    return cache.byIndex(indexName, indexKey);
  }

  @Override
  public Optional<R> get(ResourceID id) {
    return list(resource -> ResourceID.fromResource(resource).equals(id)).findFirst();
  }

  @Override
  public Stream<ResourceID> keys() {
    return cache.list().stream().map(ResourceID::fromResource);
  }

  @Override
  public Stream<R> list(Predicate<R> predicate) {
    return cache.list().stream().filter(predicate);
  }

  @Override
  public Stream<R> list(String namespace, Predicate<R> predicate) {
    return list(predicate.and(resource -> resource.getMetadata().getNamespace().equals(namespace)));
  }
}
